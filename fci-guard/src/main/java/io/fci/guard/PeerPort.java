package io.fci.guard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/// The part of the lease port at which one peer is heard, and nobody else: the kernel gives a connected socket only what
/// comes from the address and port that it is connected to. So each peer has a queue of its own, and whoever floods the
/// port under one peer's address takes nothing from what another one says.
///
/// Used by the lease thread only.
final class PeerPort {
    private final String name;
    private final InetSocketAddress address;
    private final DatagramChannel channel;
    private long malformed;
    private long unsealed;
    private long repeated;
    private long misnamed;
    private long unsent;

    PeerPort(String name, InetSocketAddress own, InetSocketAddress address, Selector selector) throws IOException {
        this.name = name;
        this.address = address;
        channel = Strangers.open(own);
        channel.bind(own);
        channel.connect(address);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
    }

    String name() {
        return name;
    }

    InetSocketAddress address() {
        return address;
    }

    /// False when nothing has arrived. What is in `in` is empty when there is nothing to open: the kernel had only to say that
    /// nobody listens there, or it was no datagram of this peer and is counted already.
    boolean receive(ByteBuffer in) throws IOException {
        in.clear();
        try {
            var source = channel.receive(in);
            // Another source: from before it was connected, or a kernel that mixes up sockets with one port.
            if (source != null && (in.position() == 0 || !source.equals(address))) {
                malformed++;
                in.clear();
            }
            in.flip();
            return source != null;
        } catch (PortUnreachableException e) {
            in.flip();
            return true;
        }
    }

    void malformed() {
        malformed++;
    }

    void unsealed() {
        unsealed++;
    }

    void repeated() {
        repeated++;
    }

    void misnamed() {
        misnamed++;
    }

    void unsent() {
        unsent++;
    }

    LeasePlane.Arrived arrived() {
        return new LeasePlane.Arrived(malformed, unsealed, repeated, misnamed, unsent);
    }
}
