package io.fci.acceptance;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The clock that every process of a lab shares, and that this virtual machine has no call for.
public final class BootTime {
    private BootTime() {}

    /// In nanoseconds. Asking takes some tens of milliseconds, so what is measured from here is an upper bound.
    public static long now() {
        return asked("time.clock_gettime_ns(time.CLOCK_BOOTTIME)");
    }

    /// How long after the moment, by the wall clock of this machine, it was `nanos` on this clock; in milliseconds. Exact while nobody
    /// sets the wall clock.
    public static double millisAfter(Instant moment, long nanos) {
        long apart = asked("time.time_ns() - time.clock_gettime_ns(time.CLOCK_BOOTTIME)");
        return (nanos + apart - TimeUnit.SECONDS.toNanos(moment.getEpochSecond()) - moment.getNano()) / 1e6;
    }

    private static long asked(String expression) {
        var ran = Shell.run(Map.of(), Duration.ofSeconds(5),
                List.of(Tool.python(), "-c", "import time; print(" + expression + ")"));
        return Long.parseLong(ran.orFail().out().strip());
    }
}
