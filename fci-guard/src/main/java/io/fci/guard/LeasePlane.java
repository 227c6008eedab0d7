package io.fci.guard;

import io.fci.guard.linux.BootClock;
import io.fci.guard.seal.ClusterKey;
import io.fci.guard.seal.Members;
import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Envelope;
import io.fci.guard.wire.WireException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The datagrams between guards. Used by the lease thread only; never blocks but in [#await].
///
/// A datagram is believed to be from the node that it names if it comes from the address that is configured for that
/// node, and was sealed there with the cluster's key, for this life of this guard, and was not seen before. Everything
/// else is counted and dropped without an answer. Without a key the address has to do: on one machine, or where
/// everybody is trusted.
final class LeasePlane {
    interface Receiver {
        void receive(String from, Datagram message);
    }

    private final UUID cluster;
    private final String node;
    private final Map<String, InetSocketAddress> peers;
    private final Map<SocketAddress, String> senders = new HashMap<>();
    private final DatagramChannel channel;
    private final Selector selector;
    private final Optional<Members> members;
    private final ByteBuffer in = ByteBuffer.allocate(Envelope.LIMIT + Members.OVERHEAD + 1);
    private final ByteBuffer opened = ByteBuffer.allocate(Envelope.LIMIT + Members.OVERHEAD);
    private final ByteBuffer plain = ByteBuffer.allocate(Envelope.LIMIT);
    private final ByteBuffer out = ByteBuffer.allocate(Envelope.LIMIT + Members.OVERHEAD);
    // Written by the lease thread alone, read by others.
    private volatile long noise;
    private volatile long unsent;

    /// @param key empty: nothing is sealed
    LeasePlane(Settings settings, Optional<ClusterKey> key) throws IOException {
        this.cluster = settings.cluster();
        this.node = settings.node();
        this.peers = settings.peers();
        peers.forEach((name, address) -> senders.put(address, name));
        members = key.map(secret -> new Members(secret, cluster, node,
                peers.keySet().stream().filter(name -> !name.equals(node)).toList(), BootClock::now));
        selector = Selector.open();
        channel = DatagramChannel.open();
        try {
            channel.bind(settings.leaseAddress());
        } catch (IOException e) {
            throw new IOException("cannot use the lease address " + Settings.text(settings.leaseAddress()) + ": "
                    + e.getMessage(), e);
        }
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
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
        members.ifPresent(all -> peers.keySet().stream().filter(name -> !name.equals(node)).forEach(name -> {
            all.seal(name, ByteBuffer.allocate(0), out);
            transmit(out, peers.get(name));
        }));
    }

    /// Hands over what has arrived, at most `limit` datagrams, so that a flood cannot keep the thread from its clock.
    void drain(int limit, Receiver receiver) {
        for (int count = 0; count < limit; count++) {
            in.clear();
            try {
                var source = channel.receive(in);
                if (source == null) {
                    return;
                }
                open(source, in.flip())
                        .ifPresent(envelope -> receiver.receive(envelope.sender(), envelope.message()));
            } catch (IOException | WireException e) {
                noise = noise + 1;
            }
        }
    }

    void send(String to, Datagram message) {
        new Envelope(cluster, node, message).encode(plain);
        if (members.isEmpty()) {
            out.clear().put(plain).flip();
        } else if (!members.get().seal(to, plain, out)) {
            // Nobody is known to live there. The message is lost, like one on the wire; what is lost is said again.
            unsent = unsent + 1;
        }
        transmit(out, peers.get(to));
    }

    private void transmit(ByteBuffer bytes, SocketAddress to) {
        try {
            if (bytes.hasRemaining() && channel.send(bytes, to) == 0) {
                unsent = unsent + 1;
            }
        } catch (IOException e) {
            // No route, no buffer: the same to the lease as a lost datagram.
            unsent = unsent + 1;
        }
    }

    /// How many datagrams were dropped as nobody's.
    long noise() {
        return noise;
    }

    /// How many datagrams could not be sent.
    long unsent() {
        return unsent;
    }

    /// Empty: a greeting, and nothing for the lease.
    private Optional<Envelope> open(SocketAddress source, ByteBuffer bytes) throws WireException {
        var configured = Optional.ofNullable(senders.get(source))
                .orElseThrow(() -> new WireException("from an address of no node"));
        var plain = bytes;
        if (members.isPresent()) {
            if (!members.get().open(configured, bytes, opened, answer -> transmit(answer, source))) {
                throw new WireException("not sealed by a member for this guard, or seen before");
            }
            plain = opened;
            if (!plain.hasRemaining()) {
                return Optional.empty();
            }
        }
        var envelope = Envelope.decode(plain);
        if (!envelope.cluster().equals(cluster) || !envelope.sender().equals(configured)) {
            throw new WireException("of another cluster, or not from the address of its sender");
        }
        return Optional.of(envelope);
    }
}
