package io.fci.guard.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The only clock that decides anything: nanoseconds since boot, suspended time included. The monotonic clock stands
/// still while a machine sleeps, and a machine that slept must find its lease ended.
public final class BootClock {
    private static final int CLOCK_BOOTTIME = 7;
    private static final MethodHandle CLOCK_GETTIME = Libc.plain("clock_gettime",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS), Linker.Option.critical(false));
    private static final ThreadLocal<MemorySegment> TIME = ThreadLocal
            .withInitial(() -> Arena.ofAuto().allocate(16, 8));

    private BootClock() {}

    public static long now() {
        var time = TIME.get();
        try {
            if ((int) CLOCK_GETTIME.invokeExact(CLOCK_BOOTTIME, time) != 0) {
                throw new IllegalStateException("this kernel has no boot-time clock");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
        return time.get(JAVA_LONG, 0) * 1_000_000_000L + time.get(JAVA_LONG, 8);
    }
}
