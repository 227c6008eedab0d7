package io.fci.guard.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.util.Optional;

/// Raw frames on one link. Opening is cheap, closing waits for the kernel (7 to 15 ms): keep them. One thread at a time.
public final class PacketSocket implements AutoCloseable {
    private static final int AF_PACKET = 17;

    private final Link link;
    private final Descriptor socket;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(2_048, 8);

    private PacketSocket(Link link, Descriptor socket) {
        this.link = link;
        this.socket = socket;
    }

    /// A socket that hears what [#claimant] needs for addresses like this one.
    public static PacketSocket forProbing(Link link, InetAddress like) throws SystemCallException {
        return open(link, EthernetFrames.protocol(like));
    }

    /// A socket that only sends.
    public static PacketSocket forAnnouncing(Link link) throws SystemCallException {
        return open(link, 0);
    }

    private static PacketSocket open(Link link, int protocol) throws SystemCallException {
        var packet = new PacketSocket(link, Sockets.open(AF_PACKET, Sockets.RAW, 0));
        var name = packet.arena.allocate(20, 4);
        name.set(JAVA_SHORT, 0, (short) AF_PACKET);
        name.set(JAVA_SHORT, 2, Short.reverseBytes((short) protocol));
        name.set(JAVA_INT, 4, link.index());
        try {
            Sockets.bind(packet.socket, name);
        } catch (SystemCallException e) {
            packet.close();
            throw e;
        }
        return packet;
    }

    public Link link() {
        return link;
    }

    /// Asks the wire who has `address` and waits `millis` for an answer: the hardware address that claims it.
    public Optional<byte[]> claimant(InetAddress address, int millis) throws SystemCallException {
        // Old frames, from before this question; a flood is not waited out.
        for (int old = 0; old < 10_000 && Sockets.receive(socket, buffer, Sockets.DONT_WAIT) >= 0; old++) {
        }
        send(EthernetFrames.probe(address, link.hardwareAddress()));
        long end = BootClock.now() + millis * 1_000_000L;
        while (true) {
            long left = end - BootClock.now();
            if (left <= 0 || !socket.readable((int) (left / 1_000_000) + 1)) {
                return Optional.empty();
            }
            int length = Sockets.receive(socket, buffer, 0);
            byte[] frame = buffer.asSlice(0, length).toArray(JAVA_BYTE);
            var claimant = EthernetFrames.claimant(frame, address, link.hardwareAddress());
            if (claimant.isPresent()) {
                return claimant;
            }
        }
    }

    /// Tells everyone on the link that `address` is here.
    public void announce(InetAddress address) throws SystemCallException {
        for (byte[] frame : EthernetFrames.announcements(address, link.hardwareAddress())) {
            send(frame);
        }
    }

    private void send(byte[] frame) throws SystemCallException {
        var message = buffer.asSlice(0, frame.length);
        message.copyFrom(MemorySegment.ofArray(frame));
        Sockets.send(socket, message, MemorySegment.NULL);
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
