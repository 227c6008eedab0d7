package io.fci.guard;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class LauncherLinePropertyTest {
    private static final long HUNDREDTH = 10_000_000;

    /// The launcher reads a clock that is rounded down. It must neither end a living lease nor wait a whole step longer.
    @Property
    void theLaunchersClockReachesTheDeadlineAtItAndWithinOneStep(
            @ForAll @LongRange(min = 1, max = 1L << 60) long nanos) {
        long firstReading = LauncherLine.hundredths(nanos);
        assertThat(firstReading * HUNDREDTH).isBetween(nanos, nanos + HUNDREDTH - 1);
    }
}
