package io.fci.guard.wire;

import java.net.InetAddress;
import java.util.List;
import java.util.UUID;

/// What a guard sends to its daemon.
public sealed interface ToDaemon {
    /// Nothing of an earlier incarnation is left on this machine: the daemon may propose GuardUp for `guard`.
    /// `concerns`: sentences for the node's status, about what this guard cannot do here.
    record Welcome(UUID guard, Profile profile, boolean realTime, boolean demoLoopback, List<String> concerns)
            implements
                ToDaemon {
        public Welcome {
            concerns = List.copyOf(concerns);
        }
    }

    /// A majority acknowledged a renewal of `k`: the hands act for it from now on.
    record LeaseHeld(long k) implements ToDaemon {}

    /// `k` is over for ever; the teardown is under way.
    record LeaseLost(long k, String why) implements ToDaemon {}

    /// The teardown of `k` ended and was verified: the daemon may propose GuardUp again. `k` 0: of what an earlier guard left
    /// behind, whatever incarnation that was.
    record TornDown(long k, String why, List<TeardownStep> steps) implements ToDaemon {
        public TornDown {
            steps = List.copyOf(steps);
        }
    }

    /// Evidence about other nodes' leases, repeated by its source; a newer one of the same kind replaces an older.
    sealed interface Evidence extends ToDaemon {}

    record Silent(String acceptor, long a, String node, long k, long ageMillis) implements Evidence {}

    record Attest(String acceptor, long a, String node, long k, long ageMillis) implements Evidence {}

    record Heard(String acceptor, String node, long k) implements Evidence {}

    record Dead(String node, long k) implements Evidence {}

    /// The main process of a resource ended: by `signal` when that is not 0, else with `status`.
    record Exited(String group, long epoch, String resource, long pid, int status, int signal) implements ToDaemon {}

    /// An address that was added for a resource is no longer on the machine, and the guard did not remove it.
    record AddressLost(String group, long epoch, String resource, InetAddress address) implements ToDaemon {}

    /// How the lease is kept, told about once a second; a newer one replaces an older.
    record Health(LeaseHealth health) implements ToDaemon {}

    /// Who answers on the lease plane while no lease is held: told soon after [Welcome] and [LeaseLost], and when it changes.
    /// `majority`: a lease could be had now.
    record Reach(boolean majority, List<String> unanswered) implements ToDaemon {
        public Reach {
            unanswered = List.copyOf(unanswered);
        }
    }

    record Reply(long id, HandsAnswer answer) implements ToDaemon {}

    /// The lease thread runs; sent with the rhythm of renewals, whether or not a lease is held. Whoever hears nothing of a
    /// guard for some of them knows nothing any more of what runs on this machine.
    record Alive() implements ToDaemon {}

    /// A newer daemon is connected, and this line ends. What the guard holds from here on it holds for the newer one, so
    /// whoever hears this must propose nothing more in this node's name.
    record Superseded() implements ToDaemon {}
}
