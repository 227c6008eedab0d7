package io.fci.guard;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// The lease port for everybody who is no peer: a socket with a tiny queue that the lease thread never reads. The kernel
/// drops and counts what strangers send, at no cost for this process, and answers nobody that nobody listens.
///
/// Everything is sent from here, too: a connected socket hears of every "unreachable" that anybody may have made up, and
/// then sends nothing.
final class Strangers {
    /// The kernel makes it as much as it must.
    private static final int QUEUE_BYTES = 1;
    /// As much as ever fits into the queue, and to spare.
    private static final int AT_ONCE = 64;
    /// Columns of /proc/net/udp.
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int DROPS = 12;

    private final DatagramChannel channel;
    private final ByteBuffer nothing = ByteBuffer.allocate(1);
    private final Path table;
    private final String own;
    private final String anybody;
    private long read;

    Strangers(InetSocketAddress address) throws IOException {
        channel = open(address);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, QUEUE_BYTES);
        channel.bind(address);
        channel.configureBlocking(false);
        table = Path.of(address.getAddress() instanceof Inet4Address ? "/proc/net/udp" : "/proc/net/udp6");
        own = text(address.getAddress().getAddress(), address.getPort());
        anybody = text(new byte[address.getAddress().getAddress().length], 0);
    }

    /// A socket of the address's own family, which shares its port with others of the same user.
    static DatagramChannel open(InetSocketAddress address) throws IOException {
        var channel = DatagramChannel.open(address.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6);
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        return channel;
    }

    /// Used by the lease thread. False when the kernel has no room for it now.
    boolean send(ByteBuffer bytes, InetSocketAddress to) throws IOException {
        return channel.send(bytes, to) > 0;
    }

    /// How many datagrams of strangers have come since the start. Reads the kernel's table of sockets: not for the lease
    /// thread, and for one thread at a time.
    long count() throws IOException {
        for (int i = 0; i < AT_ONCE && channel.receive(nothing.clear()) != null; i++) {
            read++;
        }
        try (var lines = Files.lines(table)) {
            return read + lines.filter(line -> line.contains(own)).map(line -> line.strip().split(" +"))
                    .filter(fields -> fields.length > DROPS && fields[LOCAL].equals(own)
                            && fields[REMOTE].equals(anybody))
                    .mapToLong(fields -> Long.parseLong(fields[DROPS])).sum();
        }
    }

    /// As the kernel prints it: words of an address in the machine's own order of bytes.
    static String text(byte[] address, int port) {
        var words = ByteBuffer.wrap(address).order(ByteOrder.nativeOrder());
        var text = new StringBuilder();
        while (words.hasRemaining()) {
            text.append(String.format(Locale.ROOT, "%08X", words.getInt()));
        }
        return text.append(String.format(Locale.ROOT, ":%04X", port)).toString();
    }
}
