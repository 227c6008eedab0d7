package io.fci.guard.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// How the classes of this package reach the C library: handles that capture `errno`, per thread.
@SuppressWarnings("restricted")
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    /// The guard has a fixed number of platform threads; what they allocate here lives as long as they could.
    private static final ThreadLocal<MemorySegment> CAPTURED = ThreadLocal
            .withInitial(() -> Arena.ofAuto().allocate(STATE));

    private static final MethodHandle STRERROR = plain("strerror", FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private Libc() {}

    /// A call whose `errno` matters: its first argument is [#captured].
    static MethodHandle call(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor,
                Linker.Option.captureCallState("errno"));
    }

    /// A call that takes variable arguments from the given index on.
    static MethodHandle variadic(String name, int from, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor,
                Linker.Option.captureCallState("errno"), Linker.Option.firstVariadicArg(from));
    }

    /// A call that answers its error itself, or has none.
    static MethodHandle plain(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    static MemorySegment captured() {
        return CAPTURED.get();
    }

    static int errno() {
        return (int) ERRNO.get(CAPTURED.get(), 0L);
    }

    static SystemCallException failed(String call) {
        return new SystemCallException(call, errno());
    }

    /// What a method handle declares to throw and never does, as an error.
    static AssertionError impossible(Throwable e) {
        return new AssertionError("a call into the C library threw", e);
    }

    static String describe(int errno) {
        try {
            var text = (MemorySegment) STRERROR.invokeExact(errno);
            return text.reinterpret(256).getString(0) + " (" + errno + ")";
        } catch (Throwable e) {
            throw impossible(e);
        }
    }
}
