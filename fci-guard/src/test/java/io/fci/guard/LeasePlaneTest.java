package io.fci.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.guard.linux.BootClock;
import io.fci.guard.seal.ClusterKey;
import io.fci.guard.seal.Members;
import io.fci.guard.testbed.Deadline;
import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Envelope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real lease port of node a on loopback. What its peer b says is sealed here, and so is what it should never have said.
class LeasePlaneTest {
    private static final UUID CLUSTER = UUID.randomUUID();

    @TempDir
    static Path home;

    private final List<Datagram> heard = new ArrayList<>();
    private final ByteBuffer sealed = ByteBuffer.allocate(700);
    private DatagramChannel b;
    private InetSocketAddress address;
    private LeasePlane plane;
    private Members member;

    @BeforeEach
    void open() throws Exception {
        b = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.99.12"), 0));
        b.configureBlocking(false);
        try (var free = DatagramChannel.open().bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.99.11"), 0))) {
            address = (InetSocketAddress) free.getLocalAddress();
        }
        var settings = Settings.parse("""
                cluster.id=%s
                cluster.name=test
                node=a
                lease.address=%s
                peers=a=%s,b=%s,c=127.0.99.13:1
                profile=lan
                self_fence=kill
                run=/nowhere
                data=/nowhere
                """.formatted(CLUSTER, Settings.text(address), Settings.text(address),
                Settings.text((InetSocketAddress) b.getLocalAddress())), "host");
        var file = Files.writeString(home.resolve("cluster.key"), "5eed".repeat(16));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var key = ClusterKey.read(file);
        plane = new LeasePlane(settings, Optional.of(key));
        member = new Members(key, CLUSTER, "b", List.of("a", "c"), BootClock::now);
        Deadline.until("a hears b", 10_000, () -> {
            say(new Envelope(CLUSTER, "b", new Datagram.Dead(1)));
            converse();
            return !heard.isEmpty();
        });
        converse();
        heard.clear();
    }

    @AfterEach
    void close() throws IOException {
        b.close();
    }

    @Test
    void whatIsNotSaidByThePeerNowIsCountedByItsKindAndNotHeard() throws Exception {
        var before = plane.arrived().get("b");
        send(new byte[0]);
        send(new byte[]{1, 2, 3});
        send(new byte[600]);
        var good = seal(new Envelope(CLUSTER, "b", new Datagram.Dead(7)));
        for (int i = 0; i < 10; i++) {
            send(good);
        }
        send(Arrays.copyOf(seal(new Envelope(CLUSTER, "b", new Datagram.Dead(8))), good.length - 1));
        var forged = seal(new Envelope(CLUSTER, "b", new Datagram.Dead(9)));
        forged[forged.length - 1] ^= 1;
        send(forged);
        send(seal(new Envelope(CLUSTER, "c", new Datagram.Dead(10))));
        send(seal(new Envelope(UUID.randomUUID(), "b", new Datagram.Dead(11))));
        send(seal(new Envelope(CLUSTER, "b", new Datagram.Dead(12))));
        Deadline.until("the last one is heard", 10_000, () -> {
            plane.drain(64, (from, message) -> heard.add(message));
            return heard.contains(new Datagram.Dead(12));
        });
        assertThat(heard).containsExactly(new Datagram.Dead(7), new Datagram.Dead(12));
        var now = plane.arrived().get("b");
        assertThat(now.malformed() - before.malformed()).isEqualTo(3);
        assertThat(now.repeated() - before.repeated()).isEqualTo(9);
        assertThat(now.unsealed() - before.unsealed()).isEqualTo(2);
        assertThat(now.misnamed() - before.misnamed()).isEqualTo(2);
        assertThat(plane.arrived().get("c")).isEqualTo(new LeasePlane.Arrived(0, 0, 0, 0, 0));
    }

    @Test
    void strangersAreCountedAndNeverRead() throws Exception {
        try (var stranger = DatagramChannel.open()
                .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.99.12"), 0))) {
            long before = plane.strangers().count();
            for (int i = 0; i < 1_000; i++) {
                stranger.send(ByteBuffer.wrap(seal(new Envelope(CLUSTER, "b", new Datagram.Dead(1)))), address);
            }
            Deadline.until("all are counted", 10_000, () -> plane.strangers().count() - before == 1_000);
            assertThat(plane.arrived().get("b").malformed()).isZero();
        }
        plane.drain(64, (from, message) -> heard.add(message));
        assertThat(heard).isEmpty();
    }

    @Test
    void aPeerThatDoesNotListenCostsNothingOfWhatIsSentAfterItDoes() throws Exception {
        // Nobody is at c's port: the kernel says so to whoever sends there, each time.
        for (int i = 0; i < 20; i++) {
            plane.send("c", new Datagram.Dead(1));
            plane.send("b", new Datagram.Dead(1));
        }
        plane.drain(64, (from, message) -> heard.add(message));
        assertThat(plane.arrived().get("b").unsent()).isZero();
    }

    private void say(Envelope envelope) throws IOException {
        member.seal("a", ByteBuffer.wrap(envelope.encode()), sealed);
        if (sealed.hasRemaining()) {
            b.send(sealed, address);
        }
    }

    private byte[] seal(Envelope envelope) {
        assertThat(member.seal("a", ByteBuffer.wrap(envelope.encode()), sealed)).isTrue();
        var bytes = new byte[sealed.remaining()];
        sealed.get(bytes);
        return bytes;
    }

    private void send(byte[] bytes) throws IOException {
        b.send(ByteBuffer.wrap(bytes), address);
    }

    /// Each reads what the other has said.
    private void converse() throws IOException {
        plane.drain(64, (from, message) -> heard.add(message));
        var in = ByteBuffer.allocate(700);
        while (b.receive(in.clear()) != null) {
            member.open("a", in.flip(), ByteBuffer.allocate(700), answer -> {
                try {
                    b.send(answer, address);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }
}
