package io.fci.guard.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Changes sets of nftables, over one nfnetlink socket: a list of changes happens as a whole or not at all, and no packet
/// sees a part of it. The kernel works while the caller sends and has answered when the call returns, so nothing here
/// waits for a reader. Rules are not loaded here: their netlink form is private to the kernel and the `nft` tool.
///
/// Safe for use by several threads, one at a time. Makes next to no garbage, as it is called with every renewal.
public final class NfTables implements AutoCloseable {
    /// The families of tables, by the number that the kernel has for them.
    public enum Family {
        INET(1), NETDEV(5);

        private final byte number;

        Family(int number) {
            this.number = (byte) number;
        }
    }

    /// A set, or with no name of a set a table, by names as netlink wants them.
    public static final class Place {
        private final Family family;
        private final byte[] table;
        private final byte[] set;

        private Place(Family family, byte[] table, byte[] set) {
            this.family = family;
            this.table = table;
            this.set = set;
        }

        public static Place table(Family family, String table) {
            return new Place(family, terminated(table), new byte[0]);
        }

        public static Place set(Family family, String table, String set) {
            return new Place(family, terminated(table), terminated(set));
        }

        private static byte[] terminated(String name) {
            return (name + '\0').getBytes(StandardCharsets.UTF_8);
        }
    }

    public sealed interface Change {
        Place place();

        /// Adds an element without a timeout; one that is there is a success.
        record Add(Place place, byte[] key) implements Change {}

        /// Adds an element with the timeout of this call. One that is there keeps the time that it had.
        record AddForATime(Place place, byte[] key) implements Change {}

        /// Deletes an element; ENOENT when it is not there or has expired.
        record Delete(Place place, byte[] key) implements Change {}

        /// Deletes every element of a set.
        record Flush(Place place) implements Change {}

        /// Deletes a table with everything in it; ENOENT when it is not there.
        record DeleteTable(Place place) implements Change {}
    }

    private static final int AF_NETLINK = 16;
    private static final int NETLINK_NETFILTER = 12;
    private static final int BATCH_BEGIN = 16;
    private static final int BATCH_END = 17;
    private static final int SUBSYSTEM = 10;
    private static final int DELETE_TABLE = SUBSYSTEM << 8 | 2;
    private static final int NEW_ELEMENT = SUBSYSTEM << 8 | 12;
    private static final int DELETE_ELEMENT = SUBSYSTEM << 8 | 14;
    private static final int REQUEST = 1;
    private static final int ACK = 4;
    private static final int CREATE = 0x400;
    private static final int ERROR = 2;
    private static final int NESTED = 0x8000;
    private static final int EAGAIN = 11;

    private final Descriptor socket;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment out = arena.allocate(16_384, 8);
    private final MemorySegment in = arena.allocate(65_536, 8);
    private final ByteBuffer writing = out.asByteBuffer().order(ByteOrder.nativeOrder());
    private final ByteBuffer reading = in.asByteBuffer().order(ByteOrder.nativeOrder());
    private int sequence;

    private NfTables(Descriptor socket) {
        this.socket = socket;
    }

    public static NfTables open() throws SystemCallException {
        return new NfTables(Sockets.open(AF_NETLINK, Sockets.RAW, NETLINK_NETFILTER));
    }

    /// All of `changes`, or none and the first error that the kernel found.
    ///
    /// @param timeoutMillis for every [Change.AddForATime]
    public synchronized void apply(List<? extends Change> changes, long timeoutMillis) throws SystemCallException {
        writing.clear();
        int first = sequence + 1;
        int begin = header(BATCH_BEGIN, REQUEST, 0, SUBSYSTEM);
        end(begin);
        for (int i = 0; i < changes.size(); i++) {
            write(changes.get(i), i == changes.size() - 1 ? ACK : 0, timeoutMillis);
        }
        int last = sequence;
        end(header(BATCH_END, REQUEST, 0, SUBSYSTEM));
        Sockets.send(socket, out.asSlice(0, writing.position()), MemorySegment.NULL);
        int error = answer(first, last);
        if (error != 0) {
            throw new SystemCallException("changing the packet filter", error);
        }
    }

    /// The last change is always answered, unless the whole batch was refused: then its beginning is.
    private int answer(int first, int last) throws SystemCallException {
        int error = 0;
        while (true) {
            int length = Sockets.receive(socket, in, Sockets.DONT_WAIT);
            if (length < 0) {
                return error == 0 ? EAGAIN : error;
            }
            int answered = reading.getInt(8);
            // What an earlier exchange left behind is not our answer.
            if (length < 20 || reading.getShort(4) != ERROR || answered < first || answered > last) {
                continue;
            }
            error = error == 0 ? -reading.getInt(16) : error;
            if (answered == last || answered == first) {
                return error;
            }
        }
    }

    private void write(Change change, int acknowledge, long timeoutMillis) {
        var place = change.place();
        switch (change) {
            case Change.Add add -> element(NEW_ELEMENT, REQUEST | CREATE | acknowledge, place, add.key(), 0);
            case Change.AddForATime add -> element(NEW_ELEMENT, REQUEST | CREATE | acknowledge, place, add.key(),
                    timeoutMillis);
            case Change.Delete delete -> element(DELETE_ELEMENT, REQUEST | acknowledge, place, delete.key(), 0);
            case Change.Flush _ -> {
                int at = header(DELETE_ELEMENT, REQUEST | acknowledge, place.family.number, 0);
                names(place);
                end(at);
            }
            case Change.DeleteTable _ -> {
                int at = header(DELETE_TABLE, REQUEST | acknowledge, place.family.number, 0);
                attribute(1, place.table);
                end(at);
            }
        }
    }

    private void element(int type, int flags, Place place, byte[] key, long timeoutMillis) {
        int message = header(type, flags, place.family.number, 0);
        names(place);
        int list = nest(3);
        int element = nest(1);
        int value = nest(1);
        attribute(1, key);
        close(value);
        if (timeoutMillis > 0) {
            writing.putShort((short) 12).putShort((short) 4).putLong(bigEndian(timeoutMillis));
        }
        close(element);
        close(list);
        end(message);
    }

    private static long bigEndian(long value) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value);
    }

    private void names(Place place) {
        attribute(1, place.table);
        attribute(2, place.set);
    }

    private int header(int type, int flags, int family, int resource) {
        int at = writing.position();
        sequence++;
        writing.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
        // The resource is in network order, whatever this machine's is.
        writing.put((byte) family).put((byte) 0).put((byte) (resource >> 8)).put((byte) resource);
        return at;
    }

    private void end(int at) {
        writing.putInt(at, writing.position() - at);
    }

    private int nest(int type) {
        int at = writing.position();
        writing.putShort((short) 0).putShort((short) (type | NESTED));
        return at;
    }

    private void close(int at) {
        writing.putShort(at, (short) (writing.position() - at));
    }

    private void attribute(int type, byte[] value) {
        writing.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (writing.position() % 4 != 0) {
            writing.put((byte) 0);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
