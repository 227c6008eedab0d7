package io.fci.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.base.ManualClock;
import io.fci.core.state.NodeName;
import io.fci.journal.Journal.Leadership;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StarvingTest {
    private static final Leadership NOBODY = new Leadership(Optional.empty(), false, 1, -1);

    private final ManualClock clock = new ManualClock();
    private Leadership seen = NOBODY;
    private int tried;
    private boolean helps;
    private final Starving starving = new Starving(() -> seen, () -> {
        tried++;
        return helps;
    }, clock);

    private static Leadership followed(long heardMillisAgo) {
        return new Leadership(Optional.of(new NodeName("n1")), false, 1, heardMillisAgo);
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(1_000);
            starving.run();
        }
    }

    @Test
    void whoHearsALeaderOrLeadsNeedsNothing() {
        seen = followed(40);
        pass(60);
        seen = new Leadership(Optional.of(new NodeName("n2")), true, 1, 9_000);
        pass(60);
        assertThat(tried).isZero();
    }

    @Test
    void whoHearsNobodyAsksAfterTenSecondsAndThenEverMoreSeldom() {
        pass(9);
        assertThat(tried).isZero();
        pass(1);
        assertThat(tried).isEqualTo(1);
        pass(19);
        assertThat(tried).isEqualTo(1);
        pass(1);
        assertThat(tried).isEqualTo(2);
        pass(3_600);
        assertThat(tried).as("every ten minutes at last").isBetween(2 + 3_600 / 600 - 1, 2 + 3_600 / 600 + 5);
    }

    @Test
    void aLeaderThatWasHeardLongAgoFeedsNobodyAndOneThatIsHeardStartsItAnew() {
        seen = followed(11_000);
        pass(10);
        assertThat(tried).isEqualTo(1);
        seen = followed(12);
        pass(1);
        seen = NOBODY;
        pass(10);
        assertThat(tried).isEqualTo(2);
    }
}
