package io.fci.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Seeds that every build runs: those that once failed, some that always were there, and fresh ones. A failure says how to
/// replay it.
class SimulationTest {
    /// Each found something; its comment says what.
    private static final long[] ONCE_FAILED = {
            // An address whose start was cancelled was added after its stop, and its group could not be closed.
            348721952, 290492239,
            // A late report of a stop overtook the report of the next start, and the group stayed "starting".
            770740846};

    private static final long FRESH_NANOS = 6_000_000_000L;

    private static void holds(long seed) {
        var run = Run.of(seed);
        assertThat(run.violation()).as(run::told).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> seedsThatOnceFailed() {
        return LongStream.of(ONCE_FAILED).mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> holds(seed)));
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
