package io.fci.guard.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Assume;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class ProfileTest {
    @Example
    void everyProfileWithANameHolds() {
        assertThat(Profile.values()).extracting(Profile::name).containsExactly("fast", "lan", "relaxed", "safe", "wan");
        Profile.values().forEach(ProfileTest::holds);
    }

    @Property
    void whateverNumbersAreTakenHold(@ForAll @IntRange(min = 0, max = 1_200) int renew,
            @ForAll @IntRange(min = 0, max = 12_000) int lease, @ForAll @IntRange(min = 0, max = 3_000) int reaction) {
        var broken = Profile.broken(renew, lease, reaction);
        if (broken.isPresent()) {
            assertThat(broken.get())
                    .matches("[a-z ]+ is \\d+ ms and must be at (least|most) \\d+ ms \\(.*\\): \\d+ ms too"
                            + " (little|much)");
            assertThatThrownBy(() -> new Profile("own", renew, lease, reaction)).hasMessage(broken.get());
        } else {
            holds(new Profile("own", renew, lease, reaction));
        }
    }

    /// The sentence tells what to do: with that much more or less the bound holds.
    @Property
    void theSentenceSaysByHowMuch(@ForAll @IntRange(min = 10, max = 1_000) int renew,
            @ForAll @IntRange(min = 0, max = 3_999) int lease) {
        var broken = Profile.broken(renew, lease, 100);
        Assume.that(broken.isPresent());
        int more = Integer.parseInt(broken.get().replaceAll(".*: (\\d+) ms too little", "$1"));
        int enough = lease + more;
        assertThat(Profile.broken(renew, enough - 1, 100)).isPresent();
        assertThat(Profile.broken(renew, enough, 100).map(next -> next.startsWith("lease is " + enough + " ms")
                && enough < 4 * renew).orElse(true)).isTrue();
    }

    /// With the holder's clock as slow and the acceptor's as fast as they may be.
    private static void holds(Profile profile) {
        double slowestHolder = (profile.leaseNanos() + profile.reactionNanos()) / (1 - Profile.RATE_BOUND);
        double fastestAcceptor = profile.acceptorWaitNanos() / (1 + Profile.RATE_BOUND);
        assertThat(fastestAcceptor).as(profile.word())
                .isGreaterThanOrEqualTo(slowestHolder + Profile.GRANULE_NANOS / (1 + Profile.RATE_BOUND) - 1);
        assertThat(profile.leaseNanos()).as(profile.word()).isGreaterThanOrEqualTo(4 * profile.renewNanos());
        assertThat(profile.acceptorWaitNanos()).as("no longer than for one that was never heard")
                .isLessThanOrEqualTo(Profile.WAN.acceptorWaitNanos());
    }

    @Example
    void lanAndSafeWaitWhatTheTableOfTheProtocolSays() {
        assertThat(Profile.LAN.acceptorWaitNanos() / 1_000_000).isEqualTo(401);
        assertThat(Profile.SAFE.acceptorWaitNanos() / 1_000_000).isEqualTo(5_011);
        assertThat(Profile.ofWord("lan")).contains(Profile.LAN);
        assertThat(Profile.ofWord("LAN")).isEmpty();
    }

    @Example
    void numbersOfItsOwnAreSeen() {
        assertThat(Profile.LAN.word()).isEqualTo("lan");
        assertThat(new Profile("lan", 50, 300, 100)).isEqualTo(Profile.LAN);
        assertThat(new Profile("lan", 40, 300, 100).word())
                .isEqualTo("lan with renew 40 ms, lease 300 ms, reaction 100 ms");
        assertThat(new Profile("lan", 40, 999, 100).needsRealTime()).isTrue();
        assertThat(new Profile("lan", 40, 1_000, 100).needsRealTime()).isFalse();
    }
}
