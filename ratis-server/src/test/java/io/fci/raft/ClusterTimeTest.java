package io.fci.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.base.ManualClock;
import org.junit.jupiter.api.Test;

class ClusterTimeTest {
    private final ManualClock clock = new ManualClock();
    private final ClusterTime time = new ClusterTime(clock);

    @Test
    void continuesFromTheLastAppliedEntry() {
        time.applied(5_000);
        clock.advance(70);
        assertThat(time.now()).isEqualTo(5_070);
    }

    @Test
    void noWallClockMovesIt() {
        time.applied(5_000);
        clock.jumpWall(3_600_000);
        assertThat(time.now()).isEqualTo(5_000);
    }

    @Test
    void losesNothingBetweenStampAndApplyWhileLeading() {
        time.leading();
        for (int i = 0; i < 100; i++) {
            long stamp = time.now();
            clock.advance(10);
            time.applied(stamp);
        }
        assertThat(time.now()).isEqualTo(1_000);
    }

    @Test
    void stampsThatWereNeverCommittedAreForgotten() {
        time.leading();
        clock.advance(9_000);
        assertThat(time.now()).isEqualTo(9_000);
        time.notLeading();
        time.applied(200);
        assertThat(time.now()).isEqualTo(200);
    }

    @Test
    void doesNotGoBackWhenTheStateIsAhead() {
        time.leading();
        time.applied(10_000);
        assertThat(time.now()).isEqualTo(10_000);
        time.applied(9_000);
        assertThat(time.now()).isEqualTo(10_000);
    }
}
