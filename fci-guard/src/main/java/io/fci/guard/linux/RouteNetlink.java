package io.fci.guard.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Links and addresses of this machine, over one rtnetlink socket. Addresses are added as host addresses without a
/// prefix route (an address with its network's prefix goes away with the first address of that network), without the
/// kernel's duplicate detection (an IPv6 address could not be bound for a second; the guard probes itself), and carry a
/// mark, by which a later guard finds what an earlier one left behind.
///
/// Safe for use by several threads, one at a time.
public final class RouteNetlink implements AutoCloseable {
    static final int GROUP_IPV4_ADDRESSES = 0x10;
    static final int GROUP_IPV6_ADDRESSES = 0x100;

    private static final int AF_NETLINK = 16;
    private static final int NEW_LINK = 16;
    private static final int GET_LINK = 18;
    private static final int NEW_ADDRESS = 20;
    private static final int DELETE_ADDRESS = 21;
    private static final int GET_ADDRESS = 22;
    private static final int ERROR = 2;
    private static final int DONE = 3;
    private static final int REQUEST_ACK = 1 | 4;
    private static final int REQUEST_DUMP = 1 | 0x300;
    private static final int CREATE_EXCLUSIVE = 0x400 | 0x200;
    private static final int REPLACE = 0x100;
    private static final int DUMP_INTERRUPTED = 0x10;
    private static final int NO_DUPLICATE_DETECTION_NO_PREFIX_ROUTE = 0x02 | 0x200;
    private static final byte MARK = (byte) 0x99;
    private static final int ANSWER_MILLIS = 1_000;

    private final Descriptor socket;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment out = arena.allocate(512, 8);
    private final MemorySegment in = arena.allocate(65_536, 8);
    private final ByteBuffer writing = out.asByteBuffer().order(ByteOrder.nativeOrder());
    private final ByteBuffer reading = in.asByteBuffer().order(ByteOrder.nativeOrder());
    private int sequence;

    private RouteNetlink(Descriptor socket) {
        this.socket = socket;
    }

    public static RouteNetlink open() throws SystemCallException {
        return new RouteNetlink(Sockets.open(AF_NETLINK, Sockets.RAW, 0));
    }

    /// A socket that only hears of changes of addresses: see [#awaitRemoved].
    public static RouteNetlink monitor() throws SystemCallException {
        var netlink = open();
        var name = netlink.arena.allocate(12, 4);
        name.set(JAVA_SHORT, 0, (short) AF_NETLINK);
        name.set(JAVA_INT, 8, GROUP_IPV4_ADDRESSES | GROUP_IPV6_ADDRESSES);
        Sockets.bind(netlink.socket, name);
        return netlink;
    }

    public synchronized List<Link> links() throws SystemCallException {
        var links = new ArrayList<Link>();
        dump(GET_LINK, 16, NEW_LINK, at -> links.add(link(at)), links::clear);
        return links;
    }

    public synchronized List<LocalAddress> addresses() throws SystemCallException {
        var addresses = new ArrayList<LocalAddress>();
        dump(GET_ADDRESS, 8, NEW_ADDRESS, at -> addresses.add(address(at)), addresses::clear);
        return addresses;
    }

    /// Adds a marked host address that the kernel removes by itself after so many seconds, unless [#keep] is called; EEXIST
    /// when the interface has it.
    public synchronized void add(InetAddress address, int linkIndex, int seconds) throws SystemCallException {
        put(CREATE_EXCLUSIVE, address, linkIndex, seconds, "adding ");
    }

    /// Lets a marked address live for so many seconds from now.
    public synchronized void keep(InetAddress address, int linkIndex, int seconds) throws SystemCallException {
        put(REPLACE, address, linkIndex, seconds, "keeping ");
    }

    private void put(int flags, InetAddress address, int linkIndex, int seconds, String doing)
            throws SystemCallException {
        begin(NEW_ADDRESS, REQUEST_ACK | flags, address, linkIndex);
        // Preferred and valid lifetime; the two stamps are the kernel's own.
        attribute(6, ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putInt(seconds).putInt(seconds).array());
        attribute(8, ByteBuffer.allocate(4).order(ByteOrder.nativeOrder())
                .putInt(NO_DUPLICATE_DETECTION_NO_PREFIX_ROUTE).array());
        attribute(11, new byte[]{MARK});
        acknowledged(doing + address.getHostAddress());
    }

    /// Removes a host address; EADDRNOTAVAIL when it is not there.
    public synchronized void remove(InetAddress address, int linkIndex) throws SystemCallException {
        begin(DELETE_ADDRESS, REQUEST_ACK, address, linkIndex);
        acknowledged("removing " + address.getHostAddress());
    }

    /// On a [#monitor]: waits up to `millis` and answers the addresses that the kernel said went away.
    public synchronized List<LocalAddress> awaitRemoved(int millis) throws SystemCallException {
        var removed = new ArrayList<LocalAddress>();
        if (socket.readable(millis)) {
            int length = Sockets.receive(socket, in, 0);
            for (int at = 0; at + 16 <= length; at += align(Math.max(16, reading.getInt(at)))) {
                if (reading.getShort(at + 4) == DELETE_ADDRESS) {
                    removed.add(address(at));
                }
            }
        }
        return removed;
    }

    @Override
    public void close() {
        socket.close();
    }

    private void begin(int type, int flags, InetAddress address, int linkIndex) {
        byte[] raw = address.getAddress();
        header(type, flags);
        writing.put((byte) (raw.length == 16 ? 10 : 2)).put((byte) (raw.length * 8)).putShort((short) 0)
                .putInt(linkIndex);
        attribute(2, raw);
        attribute(1, raw);
    }

    private void header(int type, int flags) {
        sequence++;
        writing.clear().putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
    }

    private void attribute(int type, byte[] value) {
        writing.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (writing.position() % 4 != 0) {
            writing.put((byte) 0);
        }
    }

    private void send() throws SystemCallException {
        writing.putInt(0, writing.position());
        Sockets.send(socket, out.asSlice(0, writing.position()), MemorySegment.NULL);
    }

    private void acknowledged(String doing) throws SystemCallException {
        send();
        while (true) {
            int length = receive(doing);
            // What an earlier, timed out exchange left behind is not our answer.
            if (length >= 20 && reading.getInt(8) == sequence && reading.getShort(4) == ERROR) {
                int error = -reading.getInt(16);
                if (error != 0) {
                    throw new SystemCallException(doing, error);
                }
                return;
            }
        }
    }

    private int receive(String doing) throws SystemCallException {
        if (!socket.readable(ANSWER_MILLIS)) {
            throw new SystemCallException(doing, 110); // ETIMEDOUT
        }
        return Sockets.receive(socket, in, 0);
    }

    private interface Message {
        void at(int offset);
    }

    private void dump(int type, int bodyLength, int wanted, Message each, Runnable again) throws SystemCallException {
        boolean interrupted = true;
        // The kernel says when the table changed under the dump; a torn one could miss an address.
        for (int tries = 0; interrupted && tries < 10; tries++) {
            again.run();
            header(type, REQUEST_DUMP);
            writing.put(new byte[bodyLength]);
            send();
            interrupted = read(wanted, each);
        }
        if (interrupted) {
            throw new SystemCallException("reading links or addresses", 11);
        }
    }

    private boolean read(int wanted, Message each) throws SystemCallException {
        boolean interrupted = false;
        while (true) {
            int length = receive("reading links or addresses");
            for (int at = 0; at + 16 <= length; at += align(Math.max(16, reading.getInt(at)))) {
                if (reading.getInt(at + 8) != sequence) {
                    continue;
                }
                interrupted |= (reading.getShort(at + 6) & DUMP_INTERRUPTED) != 0;
                int kind = reading.getShort(at + 4);
                if (kind == DONE) {
                    return interrupted;
                }
                if (kind == ERROR) {
                    throw new SystemCallException("reading links or addresses", -reading.getInt(at + 16));
                }
                if (kind == wanted) {
                    each.at(at);
                }
            }
        }
    }

    private Link link(int at) {
        int flags = reading.getInt(at + 24);
        byte[] mac = find(at, 32, 1).orElse(new byte[0]);
        String name = find(at, 32, 3).map(RouteNetlink::string).orElse("?");
        boolean speaksArp = (flags & (0x8 | 0x80)) == 0 && mac.length == 6;
        return new Link(reading.getInt(at + 20), name, mac, (flags & 1) != 0, speaksArp);
    }

    private LocalAddress address(int at) {
        var raw = find(at, 24, 2).or(() -> find(at, 24, 1)).orElseThrow();
        boolean marked = find(at, 24, 11).map(proto -> proto[0] == MARK).orElse(false);
        try {
            return new LocalAddress(InetAddress.getByAddress(raw), reading.get(at + 17) & 0xff, reading.getInt(at + 20),
                    marked);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the kernel told an address of " + raw.length + " bytes", e);
        }
    }

    private Optional<byte[]> find(int at, int header, int type) {
        int end = at + reading.getInt(at);
        for (int p = at + header; p + 4 <= end; p += align(Math.max(4, reading.getShort(p) & 0xffff))) {
            if ((reading.getShort(p + 2) & 0x3fff) == type) {
                byte[] value = new byte[(reading.getShort(p) & 0xffff) - 4];
                reading.get(p + 4, value);
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    private static String string(byte[] bytes) {
        return new String(bytes, 0, Math.max(0, bytes.length - 1), StandardCharsets.UTF_8);
    }

    private static int align(int length) {
        return length + 3 & ~3;
    }
}
