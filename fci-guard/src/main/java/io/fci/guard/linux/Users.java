package io.fci.guard.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The accounts of this machine.
public final class Users {
    /// A user by number and primary group; an account that exists has a name, and with it further groups.
    public record User(int uid, int gid, boolean account) {}

    private static final MethodHandle GETPWNAM = Libc.plain("getpwnam", FunctionDescriptor.of(ADDRESS, ADDRESS));

    private Users() {}

    /// By name, or by number, which needs no account.
    public static Optional<User> find(String user) {
        if (user.matches("[0-9]{1,9}")) {
            int uid = Integer.parseInt(user);
            return Optional.of(new User(uid, uid, false));
        }
        return named(user);
    }

    /// getpwnam answers in one static buffer, hence the lock.
    @SuppressWarnings("restricted")
    private static synchronized Optional<User> named(String user) {
        try (var arena = Arena.ofConfined()) {
            var entry = (MemorySegment) GETPWNAM.invokeExact(arena.allocateFrom(user));
            if (entry.equals(MemorySegment.NULL)) {
                return Optional.empty();
            }
            var ids = entry.reinterpret(24);
            return Optional.of(new User(ids.get(JAVA_INT, 16), ids.get(JAVA_INT, 20), true));
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }
}
