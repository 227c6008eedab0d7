package io.fci.guard.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The writing end of a pipe that whoever started this process left open in it. Never blocks and allocates nothing: the
/// lease thread writes here. Lines are short enough for the kernel to write them whole or not at all.
public final class PipeEnd {
    /// What became of a line.
    public enum Written {
        DONE,
        /// The pipe is full: whoever reads it does not at this moment.
        FULL,
        /// Nobody has the other end any more, and nobody will.
        UNHEARD
    }

    private static final int SET_DESCRIPTOR_FLAGS = 2;
    private static final int SET_STATUS_FLAGS = 4;
    private static final int CLOSE_ON_EXEC = 1;
    private static final int NONBLOCKING = 0x800;
    private static final int BROKEN_PIPE = 32;
    /// A letter, a space, the digits of the largest number, the end of the line.
    private static final int LONGEST = 1 + 1 + 19 + 1;

    private static final MethodHandle FCNTL = Libc.variadic("fcntl", 2,
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle WRITE = Libc.call("write",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));

    private final int number;
    private final MemorySegment line = Arena.ofAuto().allocate(LONGEST);

    private PipeEnd(int number) {
        this.number = number;
    }

    /// Closed in every child from now on: the reader must see the end of the pipe when this process ends.
    public static PipeEnd inherited(int number) throws SystemCallException {
        fcntl(number, SET_DESCRIPTOR_FLAGS, CLOSE_ON_EXEC);
        fcntl(number, SET_STATUS_FLAGS, NONBLOCKING);
        return new PipeEnd(number);
    }

    /// `word`.
    public Written write(char word) {
        line.set(JAVA_BYTE, 0, (byte) word);
        line.set(JAVA_BYTE, 1, (byte) '\n');
        return write(0, 2);
    }

    /// `word value`, of a value that is not negative. The digits are set from the right.
    public Written write(char word, long value) {
        int at = LONGEST - 1;
        line.set(JAVA_BYTE, at, (byte) '\n');
        long rest = value;
        do {
            line.set(JAVA_BYTE, --at, (byte) ('0' + rest % 10));
            rest /= 10;
        } while (rest > 0);
        line.set(JAVA_BYTE, --at, (byte) ' ');
        line.set(JAVA_BYTE, --at, (byte) word);
        return write(at, LONGEST - at);
    }

    private Written write(long from, long length) {
        try {
            if ((long) WRITE.invokeExact(Libc.captured(), number, line.asSlice(from, length), length) == length) {
                return Written.DONE;
            }
            return Libc.errno() == BROKEN_PIPE ? Written.UNHEARD : Written.FULL;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    private static void fcntl(int number, int command, int argument) throws SystemCallException {
        try {
            if ((int) FCNTL.invokeExact(Libc.captured(), number, command, argument) < 0) {
                throw Libc.failed("fcntl of descriptor " + number);
            }
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }
}
