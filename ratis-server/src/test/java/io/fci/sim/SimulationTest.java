package io.fci.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Seeds that every build runs, and fresh ones. A failure says how to replay it. What a seed once found is kept as a rule of
/// [Rule], because a seed means another run as soon as the model rolls its dice in another order.
class SimulationTest {
    private static final long FRESH_NANOS = 6_000_000_000L;

    private static void holds(long seed) {
        var run = Run.of(seed);
        assertThat(run.violation()).as(run::told).isEmpty();
    }

    @Test
    void aFixedSetOfSeeds() {
        LongStream.rangeClosed(1, 12).forEach(SimulationTest::holds);
    }

    @Test
    void freshSeeds() {
        long begun = System.nanoTime();
        long seed = begun & 0xffff_ffffL;
        do {
            holds(seed++);
        } while (System.nanoTime() - begun < FRESH_NANOS);
    }

    @Test
    void theSameSeedIsTheSameRun() {
        var first = Run.of(7);
        var second = Run.of(7);
        assertThat(second).isEqualTo(first);
        assertThat(Run.of(8).digest()).isNotEqualTo(first.digest());
    }
}
