package io.fci.guard.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/// Ends another thread's wait in [Descriptor#readable], from any thread.
public final class Wakeup implements AutoCloseable {
    private static final int CLOSE_ON_EXEC_NONBLOCKING = 0x80000 | 0x800;
    private static final MethodHandle EVENTFD = Libc.call("eventfd",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle WRITE = Libc.call("write",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle READ = Libc.call("read",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private final Descriptor descriptor;

    public Wakeup() throws SystemCallException {
        try {
            int number = (int) EVENTFD.invokeExact(Libc.captured(), 0, CLOSE_ON_EXEC_NONBLOCKING);
            if (number < 0) {
                throw Libc.failed("eventfd");
            }
            descriptor = new Descriptor(number);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    public Descriptor descriptor() {
        return descriptor;
    }

    public void wake() {
        move(WRITE);
    }

    /// Forgets what [#wake] did.
    public void reset() {
        move(READ);
    }

    private void move(MethodHandle call) {
        try (var arena = Arena.ofConfined()) {
            // Full or empty is as good as done: the waiter is awake, or was.
            long ignored = (long) call.invokeExact(Libc.captured(), descriptor.number(),
                    arena.allocateFrom(JAVA_LONG, 1L), 8L);
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    @Override
    public void close() {
        descriptor.close();
    }
}
