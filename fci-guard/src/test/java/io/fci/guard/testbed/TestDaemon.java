package io.fci.guard.testbed;

import io.fci.guard.wire.Claim;
import io.fci.guard.wire.DaemonCodec;
import io.fci.guard.wire.Frames;
import io.fci.guard.wire.GuardCodec;
import io.fci.guard.wire.HandsAnswer;
import io.fci.guard.wire.HandsRequest;
import io.fci.guard.wire.Standing;
import io.fci.guard.wire.ToDaemon;
import io.fci.guard.wire.ToGuard;
import io.fci.guard.wire.WireException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// As much of a daemon as a guard needs: says hello, lives, orders, and remembers what it heard and when.
public final class TestDaemon implements AutoCloseable {
    public record Heard(long nanos, ToDaemon message) {}

    private final SocketChannel channel;
    private final List<Heard> heard = new ArrayList<>();
    private final AtomicLong ids = new AtomicLong();
    private volatile boolean closed;
    private volatile boolean silent;

    private TestDaemon(SocketChannel channel) {
        this.channel = channel;
    }

    /// Connected once a guard said welcome: one that is dying takes connections until the kernel has closed its socket, after its
    /// processes are gone, and says nothing on them.
    public static TestDaemon connect(Path socket) throws Exception {
        var welcomed = new ArrayList<TestDaemon>();
        Deadline.until("a guard at " + socket + " says welcome", 20_000, () -> {
            var daemon = open(socket);
            if (daemon.isEmpty()) {
                return false;
            }
            var candidate = daemon.get();
            Deadline.until("an answer at " + socket, 15_000,
                    () -> candidate.closed || candidate.first(ToDaemon.Welcome.class, _ -> true).isPresent());
            if (candidate.first(ToDaemon.Welcome.class, _ -> true).isPresent()) {
                welcomed.add(candidate);
                return true;
            }
            candidate.close();
            return false;
        });
        return welcomed.getFirst();
    }

    private static Optional<TestDaemon> open(Path socket) {
        try {
            var daemon = new TestDaemon(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
            daemon.send(new ToGuard.Hello(Frames.VERSION, ProcessHandle.current().pid()));
            Thread.ofPlatform().daemon().start(daemon::read);
            Thread.ofPlatform().daemon().start(daemon::beat);
            return Optional.of(daemon);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public ToDaemon.Welcome welcome() throws Exception {
        return await(ToDaemon.Welcome.class, _ -> true);
    }

    public HandsAnswer adopt(long k, long a, List<Standing> view) throws Exception {
        return call(new HandsRequest.Adopt(welcome().guard(), k, a, view));
    }

    public HandsAnswer call(HandsRequest request) throws Exception {
        long id = ids.incrementAndGet();
        send(new ToGuard.Request(id, request));
        return await(ToDaemon.Reply.class, reply -> reply.id() == id).answer();
    }

    public long spawn(Claim claim, String resource, String... argv) throws Exception {
        var answer = call(new HandsRequest.Spawn(claim, resource, List.of(argv), Map.of("FCI_GROUP", claim.group()),
                Optional.empty(), Optional.empty()));
        if (answer instanceof HandsAnswer.Spawned spawned) {
            return spawned.pid();
        }
        throw new AssertionError("not started: " + answer);
    }

    public HandsAnswer addAddress(Claim claim, String resource, String address, int prefix) throws Exception {
        return call(new HandsRequest.AddAddress(claim, resource, InetAddress.ofLiteral(address), prefix,
                Optional.empty(), true, 3, 100));
    }

    public synchronized void send(ToGuard message) throws IOException {
        Frames.write(channel, GuardCodec.encode(message));
    }

    /// The first message of this kind that fits, now or within 15 s.
    public <T extends ToDaemon> T await(Class<T> type, Predicate<T> fits) throws Exception {
        try {
            Deadline.until(type.getSimpleName(), 15_000, () -> first(type, fits).isPresent());
        } catch (AssertionError e) {
            synchronized (heard) {
                throw new AssertionError(e.getMessage() + "; heard " + heard, e);
            }
        }
        return type.cast(first(type, fits).orElseThrow().message());
    }

    public <T extends ToDaemon> Optional<Heard> first(Class<T> type, Predicate<T> fits) {
        synchronized (heard) {
            return heard.stream()
                    .filter(each -> type.isInstance(each.message()) && fits.test(type.cast(each.message())))
                    .findFirst();
        }
    }

    /// The newest message of this kind.
    public <T extends ToDaemon> Optional<T> last(Class<T> type) {
        synchronized (heard) {
            return heard.reversed().stream().map(Heard::message).filter(type::isInstance).map(type::cast).findFirst();
        }
    }

    public Optional<Heard> latest(Class<? extends ToDaemon> type) {
        synchronized (heard) {
            return heard.reversed().stream().filter(each -> type.isInstance(each.message())).findFirst();
        }
    }

    /// Sends no more signs of life.
    public void fallSilent() {
        silent = true;
    }

    public boolean closedByGuard() {
        return closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
    }

    private void read() {
        try {
            while (true) {
                var message = DaemonCodec.decode(Frames.read(channel));
                synchronized (heard) {
                    heard.add(new Heard(System.nanoTime(), message));
                }
            }
        } catch (IOException | WireException e) {
            closed = true;
        }
    }

    private void beat() {
        while (!closed) {
            try {
                if (!silent) {
                    send(new ToGuard.Heartbeat());
                }
            } catch (IOException e) {
                return;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000_000);
        }
    }
}
