package io.fci.guard.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The socket calls that netlink and packet sockets share.
final class Sockets {
    static final int RAW = 3;
    static final int DONT_WAIT = 0x40;
    private static final int CLOSE_ON_EXEC = 0x80000;

    private static final MethodHandle SOCKET = Libc.call("socket",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND = Libc.call("bind",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SEND = Libc.call("sendto",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECV = Libc.call("recv",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private Sockets() {}

    static Descriptor open(int family, int type, int protocol) throws SystemCallException {
        try {
            int number = (int) SOCKET.invokeExact(Libc.captured(), family, type | CLOSE_ON_EXEC, protocol);
            if (number < 0) {
                throw Libc.failed("socket");
            }
            return new Descriptor(number);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    static void bind(Descriptor socket, MemorySegment address) throws SystemCallException {
        try {
            if ((int) BIND.invokeExact(Libc.captured(), socket.number(), address, (int) address.byteSize()) != 0) {
                throw Libc.failed("bind");
            }
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    static void send(Descriptor socket, MemorySegment message, MemorySegment to) throws SystemCallException {
        try {
            long sent = (long) SEND.invokeExact(Libc.captured(), socket.number(), message, message.byteSize(), 0, to,
                    to.equals(MemorySegment.NULL) ? 0 : (int) to.byteSize());
            if (sent != message.byteSize()) {
                throw Libc.failed("send");
            }
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    /// How many bytes were received; -1 when `flags` say not to wait and nothing is there.
    static int receive(Descriptor socket, MemorySegment into, int flags) throws SystemCallException {
        try {
            long got = (long) RECV.invokeExact(Libc.captured(), socket.number(), into, into.byteSize(), flags);
            if (got >= 0) {
                return (int) got;
            }
            if (Libc.errno() == 11 && flags == DONT_WAIT) {
                return -1;
            }
            throw Libc.failed("recv");
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }
}
