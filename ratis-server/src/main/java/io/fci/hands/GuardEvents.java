package io.fci.hands;

import io.fci.guard.wire.LeaseHealth;
import io.fci.guard.wire.Profile;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// What the guard reports. Called one at a time on the link's reader thread ([#quiet] aside): take note, wake your loop, return; while a
/// listener runs, no answer to a call of [Hands] is read, so calling [Hands] from here would only time out.
public interface GuardEvents {
    /// A connection was made and nothing of an earlier incarnation is left on this machine: GuardUp for `guard` may be
    /// proposed. `concerns`: sentences for the node's status.
    void welcome(UUID guard, Profile profile, boolean realTime, boolean demoLoopback, List<String> concerns);

    /// A majority acknowledged `k`: the hands act for it.
    void leaseHeld(long k);

    /// `k` is over for ever; the teardown is under way.
    void leaseLost(long k, String why);

    /// Everything of `k` is gone, verified: GuardUp may be proposed again for the same guard.
    void tornDown(long k, String why, List<Step> steps);

    /// Whether a majority answers the guard, which holds no lease, on the lease plane, and who does not. Told once it is known
    /// after [#welcome] and [#leaseLost], and when it changes; means nothing while a lease is held.
    void reach(boolean majority, List<String> unanswered);

    /// The main process of a resource ended: by `signal` when that is not 0, else with `status`.
    void exited(String group, long epoch, String resource, long pid, int status, int signal);

    /// An address was taken away by something else than the guard.
    void addressLost(String group, long epoch, String resource, InetAddress address);

    /// A hint, repeated while it holds: `acceptor` (as incarnation `a`) has not heard (node, k) for `age`.
    void silent(String acceptor, long a, String node, long k, Duration age);

    /// Evidence, true for ever: `acceptor` as incarnation `a` refuses (node, k).
    void attest(String acceptor, long a, String node, long k, Duration age);

    /// Asked, `acceptor` had heard (node, k) lately and goes on acknowledging it.
    void heard(String acceptor, String node, long k);

    /// Evidence: the node's own guard says that everything of `k` is gone.
    void dead(String node, long k);

    /// Told with the rhythm of the guard's signs of life, also when there is no connection: how long it has said nothing;
    /// zero: it speaks, or was never heard. Comes on a thread of its own, which must not be blocked either.
    void quiet(Duration quiet);

    /// A newer daemon of this node is connected to the guard. What the guard holds it holds for that one: this daemon must
    /// propose nothing more in the node's name, and the link does not connect again.
    void superseded();

    /// How the lease is kept, about once a second.
    void health(LeaseHealth health);

    /// The connection ended; the guard tears everything down. The link connects again by itself.
    void disconnected(String why);

    /// One step of a teardown.
    record Step(String what, Duration took) {}
}
