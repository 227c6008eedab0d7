package io.fci.guard;

import io.fci.guard.linux.BootClock;
import io.fci.guard.seal.ClusterKey;
import io.fci.guard.seal.Members;
import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Envelope;
import io.fci.guard.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// The datagrams between guards. Used by the lease thread only, but for [#strangers]; never blocks but in [#await].
///
/// A datagram is believed to be from the node that it names if it comes from the address that is configured for that
/// node, and was sealed there with the cluster's key, for this life of this guard, and was not seen before. Everything
/// else is counted and dropped without an answer. Without a key the address has to do: on one machine, or where
/// everybody is trusted.
final class LeasePlane {
    interface Receiver {
        void receive(String from, Datagram message);
    }

    /// What came from a peer's address and was dropped, and what could not be sent there.
    record Arrived(long malformed, long unsealed, long repeated, long misnamed, long unsent) {}

    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

    private final UUID cluster;
    private final String node;
    private final Map<String, PeerPort> peers = new TreeMap<>();
    private final Strangers strangers;
    private final Selector selector;
    private final Optional<Members> members;
    private final ByteBuffer in = ByteBuffer.allocate(Envelope.LIMIT + Members.OVERHEAD + 1);
    private final ByteBuffer opened = ByteBuffer.allocate(Envelope.LIMIT + Members.OVERHEAD);
    private final ByteBuffer plain = ByteBuffer.allocate(Envelope.LIMIT);
    private final ByteBuffer out = ByteBuffer.allocate(Envelope.LIMIT + Members.OVERHEAD);

    /// @param key empty: nothing is sealed
    LeasePlane(Settings settings, Optional<ClusterKey> key) throws IOException {
        this.cluster = settings.cluster();
        this.node = settings.node();
        var others = new TreeMap<>(settings.peers());
        others.remove(node);
        members = key.map(secret -> new Members(secret, cluster, node, others.keySet(), BootClock::now));
        selector = Selector.open();
        try {
            strangers = new Strangers(settings.leaseAddress());
            for (var other : others.entrySet()) {
                peers.put(other.getKey(),
                        new PeerPort(other.getKey(), settings.leaseAddress(), other.getValue(), selector));
            }
        } catch (IOException e) {
            throw new IOException("cannot use the lease address " + Settings.text(settings.leaseAddress()) + ": "
                    + e.getMessage(), e);
        }
    }

    /// Waits for a datagram or [#wake], at most this long.
    void await(long nanos) throws IOException {
        long millis = (nanos + 999_999) / 1_000_000;
        if (millis <= 0) {
            selector.selectNow(_ -> {});
        } else {
            selector.select(_ -> {}, millis);
        }
    }

    /// From any thread.
    void wake() {
        selector.wakeup();
    }

    /// Lets every member know that this guard lives now, so that neither has to wait for the other's first message.
    void greet() {
        members.ifPresent(all -> peers.values().forEach(peer -> {
            all.seal(peer.name(), EMPTY, out);
            transmit(out, peer);
        }));
    }

    /// Hands over what has arrived, at most `limit` datagrams of each peer, so that a flood keeps the thread neither from its
    /// clock nor from the other peers.
    void drain(int limit, Receiver receiver) {
        for (var peer : peers.values()) {
            try {
                for (int count = 0; count < limit && peer.receive(in); count++) {
                    open(peer, in).ifPresent(message -> receiver.receive(peer.name(), message));
                }
            } catch (IOException e) {
                peer.malformed();
            }
        }
    }

    /// To another node.
    void send(String to, Datagram message) {
        var peer = peers.get(to);
        new Envelope(cluster, node, message).encode(plain);
        if (members.isEmpty()) {
            out.clear().put(plain).flip();
        } else if (!members.get().seal(to, plain, out)) {
            // Nobody is known to live there. The message is lost, like one on the wire; what is lost is said again.
            peer.unsent();
        }
        transmit(out, peer);
    }

    private void transmit(ByteBuffer bytes, PeerPort peer) {
        try {
            if (bytes.hasRemaining() && !strangers.send(bytes, peer.address())) {
                peer.unsent();
            }
        } catch (IOException e) {
            // No route, no buffer: the same to the lease as a lost datagram.
            peer.unsent();
        }
    }

    /// By the names of the other nodes.
    Map<String, Arrived> arrived() {
        var arrived = new TreeMap<String, Arrived>();
        peers.forEach((name, peer) -> arrived.put(name, peer.arrived()));
        return arrived;
    }

    Strangers strangers() {
        return strangers;
    }

    /// Empty: a greeting, and nothing for the lease; or dropped.
    private Optional<Datagram> open(PeerPort peer, ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return Optional.empty();
        }
        var plain = bytes;
        if (members.isPresent()) {
            switch (members.get().open(peer.name(), bytes, opened, answer -> transmit(answer, peer))) {
                case SEALED -> plain = opened;
                case MALFORMED -> peer.malformed();
                case UNSEALED -> peer.unsealed();
                case REPEATED -> peer.repeated();
            }
            if (plain != opened || !plain.hasRemaining()) {
                return Optional.empty();
            }
        }
        try {
            var envelope = Envelope.decode(plain);
            if (envelope.cluster().equals(cluster) && envelope.sender().equals(peer.name())) {
                return Optional.of(envelope.message());
            }
            peer.misnamed();
        } catch (WireException e) {
            peer.malformed();
        }
        return Optional.empty();
    }
}
