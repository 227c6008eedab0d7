package io.fci.guard.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// A file descriptor of the kernel that Java's own channels do not cover.
public final class Descriptor implements AutoCloseable {
    private static final short POLLIN = 1;
    private static final MethodHandle CLOSE = Libc.call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle POLL = Libc.call("poll",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private final int number;
    private boolean closed;

    Descriptor(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /// Which of `descriptors` can be read (or have ended) within `millis`; indices, none when the time is over.
    public static List<Integer> readable(List<Descriptor> descriptors, int millis) throws SystemCallException {
        try (var arena = Arena.ofConfined()) {
            var set = arena.allocate(8L * descriptors.size(), 8);
            for (int i = 0; i < descriptors.size(); i++) {
                set.set(JAVA_INT, 8L * i, descriptors.get(i).number);
                set.set(JAVA_SHORT, 8L * i + 4, POLLIN);
            }
            int ready = (int) POLL.invokeExact(Libc.captured(), set, (long) descriptors.size(), millis);
            if (ready < 0 && Libc.errno() != 4) { // EINTR is no news
                throw Libc.failed("poll");
            }
            return java.util.stream.IntStream.range(0, descriptors.size())
                    .filter(i -> ready > 0 && set.get(JAVA_SHORT, 8L * i + 6) != 0).boxed().toList();
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    public boolean readable(int millis) throws SystemCallException {
        return !readable(List.of(this), millis).isEmpty();
    }

    /// Asked while holding this object's lock, by whoever is about to use the number.
    boolean closed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            // Linux closes the descriptor whatever close answers.
            int ignored = (int) CLOSE.invokeExact(Libc.captured(), number);
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }
}
