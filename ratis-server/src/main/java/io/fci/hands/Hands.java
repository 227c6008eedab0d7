package io.fci.hands;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The machine as an agent may touch it. Calls block, for a bounded time: make them from virtual threads, as many at a
/// time as there is work. Each is checked by the guard at the moment of doing: incarnation current, lease valid, epoch
/// not released. Two implementations: [GuardLink] and, in tests, a fake.
public interface Hands {
    /// The daemon has applied the GuardUp that names the guard `guard`: this node's incarnation is `k`, the guard's as an
    /// acceptor `a` (0: none), and the log says `view` of every node. The lease of `k` is not held yet when this returns:
    /// [GuardEvents#leaseHeld] says when. Repeating it for the incarnation that the guard holds changes nothing.
    void adopt(UUID guard, long k, long a, List<Standing> view) throws HandsRefused;

    /// After every change of an incarnation. Does not block and is repeated by the caller after a reconnect.
    void view(List<Standing> view);

    /// Leader only: every acceptor's guard is asked to attest that (node, k) is silent. Does not block; answers come as
    /// events, and a lost question is asked again by the caller while SILENT goes on.
    void ask(String node, long k);

    /// An operator ordered that (node, k) be refused: acceptors refuse it from now on. Does not block.
    void revoke(String node, long k);

    /// Returns when nobody on the wire answered for the address; refused with ADDRESS_IN_USE and the hardware address of
    /// whoever did. Changes nothing.
    void probe(InetAddress address, int prefix, Optional<String> interfaceName) throws HandsRefused;

    /// How long what runs for this ownership may still act, counted from when this was called. Refused when it may not.
    Duration left(Ownership ownership) throws HandsRefused;

    /// Creates the place where the processes of this ownership live. Repeating it changes nothing.
    void open(Ownership ownership) throws HandsRefused;

    /// Starts the main process and answers its process id; [GuardEvents#exited] reports its end. Output is appended to
    /// the bounded file `<data>/output/<group>/<resource>.log`.
    long spawn(Ownership ownership, String resource, Command command) throws HandsRefused;

    /// Sends a signal to the main process.
    void signal(Ownership ownership, String resource, int signo) throws HandsRefused;

    /// Kills every process of the resource and returns when none is left. A resource without processes is a success.
    void kill(Ownership ownership, String resource) throws HandsRefused;

    /// Adds and announces an address. An address that this resource already has here is a success.
    void addAddress(Ownership ownership, String resource, Address address) throws HandsRefused;

    /// Removes an address. One that is not there is a success.
    void removeAddress(Ownership ownership, String resource, InetAddress address) throws HandsRefused;

    /// Whether the address is on this node now, read from the kernel.
    boolean hasAddress(Ownership ownership, String resource, InetAddress address) throws HandsRefused;

    /// The whole node is to fence itself, because something of the resource is there although it was killed. The guard looks
    /// itself, and never answers when it does. Refused with NOT_RUNNING when nothing is left, and with NOT_STOPPED when
    /// the node is not configured to do more than kill.
    void fence(Ownership ownership, String resource) throws HandsRefused;

    /// Returns when nobody else on the wire answered for an address that this resource has here; refused with
    /// ADDRESS_IN_USE and the hardware address of whoever did.
    void confirmAddress(Ownership ownership, String resource, InetAddress address) throws HandsRefused;

    /// Verifies that no process and no address of this ownership is left and ends it: from then on every request for it
    /// is refused. Only after this may Released be proposed. Refused with NOT_STOPPED when something is left.
    void close(Ownership ownership) throws HandsRefused;
}
