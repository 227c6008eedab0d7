package io.fci.guard.wire;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What a daemon asks its guard to do. Everything but [Adopt], [Probe] and [Left] is done in the name of a [Claim], which is checked
/// right before each system call that changes the world.
public sealed interface HandsRequest {
    /// The daemon has applied this guard's GuardUp: `k` is this node's incarnation from now on, `a` the guard's as an
    /// acceptor (0: this node is no acceptor), `view` what the log says of every node.
    record Adopt(UUID guard, long k, long a, List<Standing> view) implements HandsRequest {
        public Adopt {
            view = List.copyOf(view);
            if (k <= 0 || a < 0) {
                throw new IllegalArgumentException("incarnation " + k + " or acceptor incarnation " + a);
            }
        }
    }

    /// Asks the wire whether somebody has the address; changes nothing, so it needs no claim.
    record Probe(InetAddress address, int prefix, Optional<String> interfaceName) implements HandsRequest {
        public Probe {
            place(address, prefix, interfaceName);
        }
    }

    /// Asks how long what runs for an ownership may still act; changes nothing.
    record Left(Claim claim) implements HandsRequest {}

    /// A request about one ownership of one group.
    sealed interface Claimed extends HandsRequest {
        Claim claim();
    }

    /// Creates the place where the processes of this epoch will live.
    record Open(Claim claim) implements Claimed {}

    /// Starts the main process of a resource. `env` is the whole environment apart from PATH, which is always the
    /// system's unless given. `user`: a name or a numeric uid. Output is appended to the resource's bounded log.
    record Spawn(Claim claim, String resource, List<String> argv, Map<String, String> env, Optional<String> user,
            Optional<String> directory) implements Claimed {
        public Spawn {
            Names.check("resource", resource);
            argv = List.copyOf(argv);
            env = Map.copyOf(env);
            if (argv.isEmpty() || argv.getFirst().isEmpty()) {
                throw new IllegalArgumentException("no command");
            }
            argv.forEach(argument -> noNul("argument", argument));
            env.forEach((name, value) -> {
                noNul("environment", value);
                if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
                    throw new IllegalArgumentException("environment name '" + name + "'");
                }
            });
            user.ifPresent(value -> Names.check("user", value));
            directory.ifPresent(value -> {
                noNul("directory", value);
                if (!value.startsWith("/")) {
                    throw new IllegalArgumentException("directory '" + value + "' is not absolute");
                }
            });
        }
    }

    /// Sends a signal to the main process of a resource.
    record Signal(Claim claim, String resource, int signo) implements Claimed {
        public Signal {
            Names.check("resource", resource);
            if (signo < 1 || signo > 64) {
                throw new IllegalArgumentException("signal " + signo + " is not within 1 to 64");
            }
        }
    }

    /// Kills every process of a resource and waits until none is left.
    record Kill(Claim claim, String resource) implements Claimed {
        public Kill {
            Names.check("resource", resource);
        }
    }

    /// Adds an address (always as a host address) to the interface that is in its network, `prefix` long, and announces
    /// it `announceCount` times. With `probe` it first asks the wire whether somebody else has it.
    record AddAddress(Claim claim, String resource, InetAddress address, int prefix, Optional<String> interfaceName,
            boolean probe, int announceCount, int announceIntervalMillis) implements Claimed {
        public AddAddress {
            Names.check("resource", resource);
            place(address, prefix, interfaceName);
            if (announceCount < 0 || announceCount > 100 || announceIntervalMillis < 10
                    || announceIntervalMillis > 60_000) {
                throw new IllegalArgumentException("0 to 100 announcements every 10 to 60000 ms, not " + announceCount
                        + " every " + announceIntervalMillis + " ms");
            }
        }
    }

    record RemoveAddress(Claim claim, String resource, InetAddress address) implements Claimed {
        public RemoveAddress {
            Names.check("resource", resource);
        }
    }

    /// Whether the address is on this node, read from the kernel.
    record CheckAddress(Claim claim, String resource, InetAddress address) implements Claimed {
        public CheckAddress {
            Names.check("resource", resource);
        }
    }

    /// The node is to fence itself because something of the resource is there although it was killed: see [Kill] and
    /// [RemoveAddress]. The guard looks itself before it does.
    record Fence(Claim claim, String resource) implements Claimed {
        public Fence {
            Names.check("resource", resource);
        }
    }

    /// Asks the wire whether somebody else has an address that the resource has here.
    record ConfirmAddress(Claim claim, String resource, InetAddress address) implements Claimed {
        public ConfirmAddress {
            Names.check("resource", resource);
        }
    }

    /// Verifies that nothing of this epoch is left, removes its place, and never does anything for it again.
    record Close(Claim claim) implements Claimed {}

    private static void place(InetAddress address, int prefix, Optional<String> interfaceName) {
        if (prefix < 1 || prefix > address.getAddress().length * 8) {
            throw new IllegalArgumentException("prefix length " + prefix + " of " + address.getHostAddress());
        }
        interfaceName.ifPresent(name -> {
            if (!name.matches("[^/\\s\\x00]{1,15}")) {
                throw new IllegalArgumentException("interface '" + name + "'");
            }
        });
    }

    private static void noNul(String what, String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " with a NUL");
        }
    }
}
