package io.fci.guard.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process is and may do: memory, scheduling, user, and the end of the machine.
public final class Self {
    /// Present, future, and only when touched: without the last, 170 MB of the JDK's mapped files become resident.
    private static final int LOCK_ALL_ON_FAULT = 1 | 2 | 4;
    private static final int SCHED_FIFO = 1;
    private static final int SCHED_RR = 2;
    private static final int RESET_ON_FORK = 0x40000000;
    private static final int RESTART = 0x01234567;
    private static final String INITIAL_PID_NAMESPACE = "pid:[4026531836]";

    private static final MethodHandle MLOCKALL = Libc.call("mlockall", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle SCHED_GETSCHEDULER = Libc.call("sched_getscheduler",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle GETEUID = Libc.plain("geteuid", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle REBOOT = Libc.call("reboot", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Self() {}

    /// Keeps every page that is touched in memory, so that no step of the lease waits for a disk.
    public static void lockMemory() throws SystemCallException {
        try {
            if ((int) MLOCKALL.invokeExact(Libc.captured(), LOCK_ALL_ON_FAULT) != 0) {
                throw Libc.failed("mlockall");
            }
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    /// Whether the kernel runs the calling thread before all ordinary ones.
    public static boolean realTime() {
        try {
            int policy = (int) SCHED_GETSCHEDULER.invokeExact(Libc.captured(), 0) & ~RESET_ON_FORK;
            return policy == SCHED_FIFO || policy == SCHED_RR;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    public static boolean root() {
        try {
            return (int) GETEUID.invokeExact() == 0;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    public static String hostname() throws IOException {
        return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    }

    /// Restarts the machine at once, writing nothing back. Within a container that is the container: the key that the
    /// kernel takes from anywhere is used only where there is nothing outside.
    public static void restartMachine() throws IOException {
        if (INITIAL_PID_NAMESPACE.equals(Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString())) {
            try {
                Files.writeString(Path.of("/proc/sysrq-trigger"), "b");
            } catch (IOException e) {
                restartBySystemCall();
                return;
            }
        }
        restartBySystemCall();
    }

    private static void restartBySystemCall() throws SystemCallException {
        try {
            if ((int) REBOOT.invokeExact(Libc.captured(), RESTART) != 0) {
                throw Libc.failed("reboot");
            }
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }
}
