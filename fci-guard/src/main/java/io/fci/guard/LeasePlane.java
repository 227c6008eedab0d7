package io.fci.guard;

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
/// node. Everything else is counted and dropped without an answer. [#seal] and [#open] are where every datagram passes on
/// its way out and in: authentication by key belongs there and nowhere else.
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
    private final ByteBuffer in = ByteBuffer.allocateDirect(Envelope.LIMIT + 1);
    private final ByteBuffer out = ByteBuffer.allocateDirect(Envelope.LIMIT);
    // Written by the lease thread alone, read by others.
    private volatile long noise;
    private volatile long unsent;

    LeasePlane(Settings settings) throws IOException {
        this.cluster = settings.cluster();
        this.node = settings.node();
        this.peers = settings.peers();
        peers.forEach((name, address) -> senders.put(address, name));
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

    /// Hands over what has arrived, at most `limit` datagrams, so that a flood cannot keep the thread from its clock.
    void drain(int limit, Receiver receiver) {
        for (int count = 0; count < limit; count++) {
            in.clear();
            try {
                var source = channel.receive(in);
                if (source == null) {
                    return;
                }
                var envelope = open(source, in.flip());
                receiver.receive(envelope.sender(), envelope.message());
            } catch (IOException | WireException e) {
                noise = noise + 1;
            }
        }
    }

    void send(String to, Datagram message) {
        try {
            out.clear().put(seal(message)).flip();
            if (channel.send(out, peers.get(to)) == 0) {
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

    private byte[] seal(Datagram message) {
        return new Envelope(cluster, node, message).encode();
    }

    private Envelope open(SocketAddress source, ByteBuffer bytes) throws WireException {
        var configured = Optional.ofNullable(senders.get(source))
                .orElseThrow(() -> new WireException("from an address of no node"));
        var envelope = Envelope.decode(bytes);
        if (!envelope.cluster().equals(cluster) || !envelope.sender().equals(configured)) {
            throw new WireException("of another cluster, or not from the address of its sender");
        }
        return envelope;
    }
}
