package io.fci.guard;

import io.fci.guard.hands.GuardHands;
import io.fci.guard.wire.Frames;
import io.fci.guard.wire.GuardCodec;
import io.fci.guard.wire.HandsAnswer;
import io.fci.guard.wire.HandsReason;
import io.fci.guard.wire.HandsRequest;
import io.fci.guard.wire.ToDaemon;
import io.fci.guard.wire.ToGuard;
import io.fci.guard.wire.WireException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// `<run>/guard.sock`, which only the daemon's user may open: one thread accepts, one per connection reads. The newest
/// connection that said hello commands; what an older one still sends is not obeyed.
final class DaemonSocket {
    private static final int CONNECTIONS = 8;

    private final Path path;
    private final ServerSocketChannel server;
    private final LeaseLoop lease;
    private final GuardHands hands;
    private final ToDaemon.Welcome welcome;
    private final Consumer<String> notes;
    private final Semaphore connections = new Semaphore(CONNECTIONS);
    private final AtomicReference<DaemonLine> newest;
    private volatile boolean daemonSeen;

    /// `newest` is where the line that commands is put, for whoever has events for the daemon.
    DaemonSocket(Path run, OptionalInt daemonUid, LeaseLoop lease, GuardHands hands, ToDaemon.Welcome welcome,
            AtomicReference<DaemonLine> newest, Consumer<String> notes) throws IOException {
        this.path = run.resolve("guard.sock");
        this.lease = lease;
        this.hands = hands;
        this.welcome = welcome;
        this.newest = newest;
        this.notes = notes;
        Files.deleteIfExists(path);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        if (daemonUid.isPresent()) {
            Files.setAttribute(path, "unix:uid", daemonUid.getAsInt());
        }
    }

    void start() {
        Thread.ofPlatform().daemon().name("socket").start(this::accept);
    }

    /// Whether any daemon ever said hello to this guard.
    boolean daemonSeen() {
        return daemonSeen;
    }

    private void accept() {
        while (true) {
            try {
                connections.acquire();
                var channel = server.accept();
                Thread.ofPlatform().daemon().name("from daemon").start(() -> serve(channel));
            } catch (IOException e) {
                connections.release();
                notes.accept("accepting on " + path + ": " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void serve(SocketChannel channel) {
        var line = new DaemonLine(channel, welcome, notes);
        String why;
        try {
            hello(line);
            while (true) {
                obey(line, GuardCodec.decode(Frames.read(channel)));
            }
        } catch (IOException | WireException e) {
            why = String.valueOf(e.getMessage());
        } finally {
            connections.release();
        }
        line.close(why);
        newest.compareAndSet(line, null);
        lease.tell(new Order.Disconnected(line, why));
    }

    private void hello(DaemonLine line) throws IOException, WireException {
        switch (GuardCodec.decode(Frames.read(line.channel()))) {
            case ToGuard.Hello hello -> {
                if (hello.version() != Frames.VERSION) {
                    throw new WireException("the daemon speaks version " + hello.version() + " and the guard "
                            + Frames.VERSION + ": they are of different releases");
                }
                line.heard();
                daemonSeen = true;
                newest.set(line);
                tell(new Order.Connected(line));
            }
            case ToGuard.Heartbeat _,ToGuard.View _,ToGuard.Ask _,ToGuard.Revoke _,ToGuard.Request _ ->
                throw new WireException("the first message is not a hello");
        }
    }

    private void obey(DaemonLine line, ToGuard message) throws IOException, WireException {
        line.heard();
        switch (message) {
            case ToGuard.Hello _ -> throw new WireException("a second hello");
            case ToGuard.Heartbeat _ -> {
                return;
            }
            case ToGuard.View m -> tell(new Order.View(line, m.view()));
            case ToGuard.Ask m -> tell(new Order.Ask(line, m.node(), m.k()));
            case ToGuard.Revoke m -> tell(new Order.Revoke(line, m.node(), m.k()));
            case ToGuard.Request m -> {
                switch (m.request()) {
                    case HandsRequest.Adopt adopt -> tell(
                            new Order.Adopt(line, adopt, answer -> line.send(new ToDaemon.Reply(m.id(), answer))));
                    case HandsRequest.Left left -> line.send(new ToDaemon.Reply(m.id(), hands.left(left.claim())));
                    case HandsRequest.Probe probe -> hands.probe(probe,
                            answer -> line.send(new ToDaemon.Reply(m.id(), answer)));
                    case HandsRequest.Claimed claimed -> {
                        if (newest.get() == line) {
                            hands.perform(claimed, answer -> line.send(new ToDaemon.Reply(m.id(), answer)));
                        } else {
                            line.send(new ToDaemon.Reply(m.id(), new HandsAnswer.Refused(HandsReason.SUPERSEDED,
                                    "a newer daemon is connected to the guard", Map.of())));
                        }
                    }
                }
            }
        }
    }

    private void tell(Order order) throws IOException {
        if (!lease.tell(order)) {
            throw new IOException("the lease thread takes no more orders");
        }
    }
}
