package io.fci.guard.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// A child process by its pidfd: while it is held and not waited for, the number cannot mean another process.
public record Child(int pid, Descriptor ended) implements AutoCloseable {
    /// How it ended: by `signal` when that is not 0, else with `status`.
    public record Ending(int status, int signal) {}

    private static final long PIDFD_OPEN = 434;
    private static final long PIDFD_SEND_SIGNAL = 424;
    private static final int NO_HANG = 1;

    private static final MethodHandle SYSCALL = Libc.variadic("syscall", 1,
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WAITPID = Libc.call("waitpid",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle KILL = Libc.call("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    static Child of(int pid) throws SystemCallException {
        try {
            long fd = (long) SYSCALL.invokeExact(Libc.captured(), PIDFD_OPEN, (long) pid, 0L, 0L, 0L);
            if (fd < 0) {
                throw Libc.failed("pidfd_open");
            }
            return new Child(pid, new Descriptor((int) fd));
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    /// Sends a signal to this very process; false when it has ended.
    public boolean signal(int signo) throws SystemCallException {
        // The lock keeps the number ours: a closed one may already be another descriptor's.
        synchronized (ended) {
            return !ended.closed() && send(signo);
        }
    }

    private boolean send(int signo) throws SystemCallException {
        try {
            long sent = (long) SYSCALL.invokeExact(Libc.captured(), PIDFD_SEND_SIGNAL, (long) ended.number(),
                    (long) signo, 0L, 0L);
            return answered("pidfd_send_signal", sent);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    /// Sends a signal to a whole process group, or with 0 asks whether it exists; false when there is none.
    public static boolean signalGroup(int group, int signo) throws SystemCallException {
        if (group <= 1) {
            throw new IllegalArgumentException("process group " + group);
        }
        try {
            int sent = (int) KILL.invokeExact(Libc.captured(), -group, signo);
            return answered("kill", sent);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    /// How it ended, once it has. Takes the zombie away.
    public Optional<Ending> collect() throws SystemCallException {
        try (var arena = Arena.ofConfined()) {
            var status = arena.allocate(JAVA_INT);
            int collected = (int) WAITPID.invokeExact(Libc.captured(), pid, status, NO_HANG);
            if (collected < 0) {
                throw Libc.failed("waitpid");
            }
            int word = status.get(JAVA_INT, 0);
            return collected == 0 ? Optional.empty() : Optional.of(new Ending(word >> 8 & 0xff, word & 0x7f));
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    @Override
    public void close() {
        ended.close();
    }

    private static boolean answered(String call, long answer) throws SystemCallException {
        if (answer == 0) {
            return true;
        }
        if (Libc.errno() == SystemCallException.ESRCH) {
            return false;
        }
        throw Libc.failed(call);
    }
}
