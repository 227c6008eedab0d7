package io.fci.acceptance;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The clock that every process of a lab shares, and that this virtual machine has no call for.
public final class BootTime {
    private BootTime() {}

    /// In nanoseconds. Asking takes some tens of milliseconds, so what is measured from here is an upper bound.
    public static long now() {
        var ran = Shell.run(Map.of(), Duration.ofSeconds(5),
                List.of(Tool.python(), "-c", "import time; print(time.clock_gettime_ns(time.CLOCK_BOOTTIME))"));
        return Long.parseLong(ran.orFail().out().strip());
    }
}
