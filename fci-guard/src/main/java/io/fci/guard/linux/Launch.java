package io.fci.guard.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A process to start, with `posix_spawn`: no thread per child, and nothing of this process in it. The child has a
/// session of its own, the default signals, ordinary scheduling, input from nowhere, and no descriptor but three.
///
/// @param argv the first is a path
/// @param environment `NAME=value`, the whole of it
/// @param output a file that output is appended to; empty: this process's own output
public record Launch(List<String> argv, List<String> environment, Optional<Path> output, Optional<String> directory) {
    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;
    private static final short SETSCHEDULER = 0x20;
    private static final short SETSID = 0x80;
    private static final int READ_ONLY = 0;
    private static final int APPEND_CREATE_NOFOLLOW = 1 | 0x400 | 0x40 | 0x20000;
    private static final long OPAQUE = 1024;

    private static final MethodHandle SPAWN = Libc.plain("posix_spawn",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle ACTIONS_INIT = one("posix_spawn_file_actions_init");
    private static final MethodHandle ACTIONS_DESTROY = one("posix_spawn_file_actions_destroy");
    private static final MethodHandle ADD_OPEN = Libc.plain("posix_spawn_file_actions_addopen",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle ADD_DUP2 = Libc.plain("posix_spawn_file_actions_adddup2",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle ADD_CLOSE_FROM = Libc.plain("posix_spawn_file_actions_addclosefrom_np",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle ADD_CHDIR = Libc.plain("posix_spawn_file_actions_addchdir_np",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle ATTRIBUTES_INIT = one("posix_spawnattr_init");
    private static final MethodHandle ATTRIBUTES_DESTROY = one("posix_spawnattr_destroy");
    private static final MethodHandle SET_FLAGS = Libc.plain("posix_spawnattr_setflags",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_SHORT));
    private static final MethodHandle SET_DEFAULT = two("posix_spawnattr_setsigdefault");
    private static final MethodHandle SET_MASK = two("posix_spawnattr_setsigmask");
    private static final MethodHandle SET_PARAM = two("posix_spawnattr_setschedparam");
    private static final MethodHandle SET_POLICY = Libc.plain("posix_spawnattr_setschedpolicy",
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle FILL = one("sigfillset");
    private static final MethodHandle EMPTY = one("sigemptyset");

    public Launch {
        argv = List.copyOf(argv);
        environment = List.copyOf(environment);
    }

    /// Starts it and answers its process id. The caller must wait for it ([Child]) or it stays a zombie.
    public Child start() throws SystemCallException {
        try (var arena = Arena.ofConfined()) {
            var actions = arena.allocate(OPAQUE, 16);
            var attributes = arena.allocate(OPAQUE, 16);
            check("posix_spawn_file_actions_init", (int) ACTIONS_INIT.invokeExact(actions));
            check("posix_spawnattr_init", (int) ATTRIBUTES_INIT.invokeExact(attributes));
            try {
                describeFiles(arena, actions);
                describeProcess(arena, attributes);
                var pid = arena.allocate(JAVA_INT);
                check("start of " + argv.getFirst(),
                        (int) SPAWN.invokeExact(pid, arena.allocateFrom(argv.getFirst()), actions, attributes,
                                strings(arena, argv), strings(arena, environment)));
                return Child.of(pid.get(JAVA_INT, 0));
            } finally {
                int actionsGone = (int) ACTIONS_DESTROY.invokeExact(actions);
                int attributesGone = (int) ATTRIBUTES_DESTROY.invokeExact(attributes);
            }
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.impossible(e);
        }
    }

    private void describeFiles(Arena arena, MemorySegment actions) throws Throwable {
        check("addopen", (int) ADD_OPEN.invokeExact(actions, 0, arena.allocateFrom("/dev/null"), READ_ONLY, 0));
        if (output.isPresent()) {
            check("addopen", (int) ADD_OPEN.invokeExact(actions, 1, arena.allocateFrom(output.get().toString()),
                    APPEND_CREATE_NOFOLLOW, 0644));
            check("adddup2", (int) ADD_DUP2.invokeExact(actions, 1, 2));
        }
        check("addclosefrom", (int) ADD_CLOSE_FROM.invokeExact(actions, 3));
        check("addchdir", (int) ADD_CHDIR.invokeExact(actions, arena.allocateFrom(directory.orElse("/"))));
    }

    /// The scheduler is set back here, in the child: a reset-on-fork flag on this process would also take the priority
    /// from every thread that the JVM starts.
    private static void describeProcess(Arena arena, MemorySegment attributes) throws Throwable {
        var signals = arena.allocate(128, 8);
        int filled = (int) FILL.invokeExact(signals);
        check("setsigdefault", (int) SET_DEFAULT.invokeExact(attributes, signals));
        int emptied = (int) EMPTY.invokeExact(signals);
        check("setsigmask", (int) SET_MASK.invokeExact(attributes, signals));
        check("setschedpolicy", (int) SET_POLICY.invokeExact(attributes, 0));
        check("setschedparam", (int) SET_PARAM.invokeExact(attributes, arena.allocateFrom(JAVA_INT, 0)));
        check("setflags", (int) SET_FLAGS.invokeExact(attributes,
                (short) (SETSIGDEF | SETSIGMASK | SETSCHEDULER | SETSID)));
    }

    private static MemorySegment strings(Arena arena, List<String> values) {
        var pointers = arena.allocate(ADDRESS, values.size() + 1L);
        for (int i = 0; i < values.size(); i++) {
            pointers.setAtIndex(ADDRESS, i, arena.allocateFrom(values.get(i)));
        }
        pointers.setAtIndex(ADDRESS, values.size(), MemorySegment.NULL);
        return pointers;
    }

    private static void check(String call, int error) throws SystemCallException {
        if (error != 0) {
            throw new SystemCallException(call, error);
        }
    }

    private static MethodHandle one(String name) {
        return Libc.plain(name, FunctionDescriptor.of(JAVA_INT, ADDRESS));
    }

    private static MethodHandle two(String name) {
        return Libc.plain(name, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }
}
