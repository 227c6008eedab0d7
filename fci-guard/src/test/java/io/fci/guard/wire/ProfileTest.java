package io.fci.guard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProfileTest {
    @Test
    void acceptorsWaitLongerThanTheHolderAndItsReactionWithBothClocksAtTheirBounds() {
        for (var profile : Profile.values()) {
            double slowestHolder = (profile.leaseNanos() + profile.reactionNanos()) * (1 + Profile.RATE_BOUND);
            double fastestAcceptor = profile.acceptorWaitNanos() / (1 / (1 - Profile.RATE_BOUND));
            assertThat(fastestAcceptor).as(profile.word()).isGreaterThan(slowestHolder);
            assertThat(profile.leaseNanos()).as(profile.word()).isGreaterThanOrEqualTo(4 * profile.renewNanos());
        }
    }

    @Test
    void lanAndSafeWaitWhatTheTableOfTheProtocolSays() {
        assertThat(Profile.LAN.acceptorWaitNanos() / 1_000_000).isEqualTo(401);
        assertThat(Profile.SAFE.acceptorWaitNanos() / 1_000_000).isEqualTo(5_011);
        assertThat(Profile.ofWord("lan")).contains(Profile.LAN);
        assertThat(Profile.ofWord("LAN")).isEmpty();
    }
}
