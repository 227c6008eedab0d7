package io.fci.hands;

import io.fci.guard.wire.Claim;
import io.fci.guard.wire.DaemonCodec;
import io.fci.guard.wire.Frames;
import io.fci.guard.wire.GuardCodec;
import io.fci.guard.wire.HandsAnswer;
import io.fci.guard.wire.HandsRequest;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.ToDaemon;
import io.fci.guard.wire.ToGuard;
import io.fci.guard.wire.WireException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// The guard over its Unix socket. One thread connects, reads, and connects again; one sends the signs of life and one
/// looks for those of the guard. Calls come from any thread and wait for their answer, at most as long as the guard itself may take.
public final class GuardLink implements Hands, AutoCloseable {
    private static final Duration HEARTBEAT = Duration.ofSeconds(1);
    private static final Duration RECONNECT = Duration.ofMillis(100);
    /// The guard gives up on a kill or a close after 5 s, and 8 of 256 waiting requests are done at a time.
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final int WAITING = 1_024;

    private final Path socket;
    private final GuardEvents events;
    private final BooleanSupplier alive;
    private final LongSupplier nanos;
    private final Pulse pulse = new Pulse();
    private final AtomicLong ids = new AtomicLong();
    private final Map<Long, CompletableFuture<HandsAnswer>> pending = new ConcurrentHashMap<>();
    private volatile Optional<Outgoing> connected = Optional.empty();
    private volatile Profile profile = Profile.RELAXED;
    private volatile boolean closed;

    /// `nanos`: a steady clock. `alive` is asked before each sign of life: a daemon whose replica does not apply says false, counts as silent after
    /// 10 s, and the guard ends what it ran.
    public GuardLink(Path socket, GuardEvents events, BooleanSupplier alive, LongSupplier nanos) {
        this.socket = socket;
        this.events = events;
        this.alive = alive;
        this.nanos = nanos;
    }

    public void start() {
        Thread.ofPlatform().daemon().name("guard link").start(this::run);
        Thread.ofPlatform().daemon().name("guard heartbeat").start(this::beat);
        Thread.ofPlatform().daemon().name("guard pulse").start(this::feel);
    }

    /// The guard ends everything of this node's incarnation when the connection ends.
    @Override
    public void close() {
        closed = true;
        connected.ifPresent(Outgoing::end);
    }

    @Override
    public void adopt(UUID guard, long k, long a, List<Standing> view) throws HandsRefused {
        call(() -> new HandsRequest.Adopt(guard, k, a, wire(view)));
    }

    @Override
    public void view(List<Standing> view) {
        tell(new ToGuard.View(wire(view)));
    }

    @Override
    public void ask(String node, long k) {
        tell(new ToGuard.Ask(node, k));
    }

    @Override
    public void revoke(String node, long k) {
        tell(new ToGuard.Revoke(node, k));
    }

    @Override
    public void probe(InetAddress address, int prefix, Optional<String> interfaceName) throws HandsRefused {
        call(() -> new HandsRequest.Probe(address, prefix, interfaceName));
    }

    @Override
    public Duration left(Ownership ownership) throws HandsRefused {
        return switch (call(() -> new HandsRequest.Left(claim(ownership)))) {
            case HandsAnswer.Left left -> Duration.ofNanos(left.nanos());
            case HandsAnswer.Done _,HandsAnswer.Spawned _,HandsAnswer.Checked _,HandsAnswer.Refused _ ->
                throw mismatch();
        };
    }

    @Override
    public void open(Ownership ownership) throws HandsRefused {
        call(() -> new HandsRequest.Open(claim(ownership)));
    }

    @Override
    public long spawn(Ownership ownership, String resource, Command command) throws HandsRefused {
        return switch (call(() -> new HandsRequest.Spawn(claim(ownership), resource, command.argv(),
                command.environment(), command.user(), command.directory()))) {
            case HandsAnswer.Spawned spawned -> spawned.pid();
            case HandsAnswer.Done _,HandsAnswer.Checked _,HandsAnswer.Left _,HandsAnswer.Refused _ -> throw mismatch();
        };
    }

    @Override
    public void signal(Ownership ownership, String resource, int signo) throws HandsRefused {
        call(() -> new HandsRequest.Signal(claim(ownership), resource, signo));
    }

    @Override
    public void kill(Ownership ownership, String resource) throws HandsRefused {
        call(() -> new HandsRequest.Kill(claim(ownership), resource));
    }

    @Override
    public void addAddress(Ownership ownership, String resource, Address address) throws HandsRefused {
        call(() -> new HandsRequest.AddAddress(claim(ownership), resource, address.address(), address.prefix(),
                address.interfaceName(), address.probe(), address.announcements(),
                Math.toIntExact(address.announceEvery().toMillis())));
    }

    @Override
    public void removeAddress(Ownership ownership, String resource, InetAddress address) throws HandsRefused {
        call(() -> new HandsRequest.RemoveAddress(claim(ownership), resource, address));
    }

    @Override
    public boolean hasAddress(Ownership ownership, String resource, InetAddress address) throws HandsRefused {
        return switch (call(() -> new HandsRequest.CheckAddress(claim(ownership), resource, address))) {
            case HandsAnswer.Checked checked -> checked.present();
            case HandsAnswer.Done _,HandsAnswer.Spawned _,HandsAnswer.Left _,HandsAnswer.Refused _ -> throw mismatch();
        };
    }

    @Override
    public void fence(Ownership ownership, String resource) throws HandsRefused {
        call(() -> new HandsRequest.Fence(claim(ownership), resource));
    }

    @Override
    public void confirmAddress(Ownership ownership, String resource, InetAddress address) throws HandsRefused {
        call(() -> new HandsRequest.ConfirmAddress(claim(ownership), resource, address));
    }

    @Override
    public void close(Ownership ownership) throws HandsRefused {
        call(() -> new HandsRequest.Close(claim(ownership)));
    }

    private interface Request {
        HandsRequest make();
    }

    private HandsAnswer call(Request request) throws HandsRefused {
        final byte[] bytes;
        long id = ids.incrementAndGet();
        try {
            // A record that refuses its own values, or does not fit a message, is the caller's fault and no bug of ours.
            bytes = GuardCodec.encode(new ToGuard.Request(id, request.make()));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new HandsRefused(HandsRefused.Reason.INVALID, e.getMessage(), Map.of());
        }
        if (pending.size() >= WAITING) {
            throw new HandsRefused(HandsRefused.Reason.BUSY, WAITING + " requests are waiting for the guard", Map.of());
        }
        var answer = new CompletableFuture<HandsAnswer>();
        pending.put(id, answer);
        try {
            if (!connected.map(to -> to.offer(bytes)).orElse(false)) {
                throw new ClosedChannelException();
            }
            return checked(answer.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            throw new HandsRefused(HandsRefused.Reason.TIMEOUT,
                    "the guard did not answer within " + ANSWER.toSeconds() + " s; it may have done it", Map.of());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HandsRefused(HandsRefused.Reason.TIMEOUT, "interrupted while waiting for the guard", Map.of());
        } catch (IOException | ExecutionException e) {
            throw new HandsRefused(HandsRefused.Reason.UNREACHABLE, "the connection to the guard at " + socket
                    + " is not there or has just ended; whatever was asked is being torn down", Map.of());
        } finally {
            pending.remove(id);
        }
    }

    private static HandsAnswer checked(HandsAnswer answer) throws HandsRefused {
        if (answer instanceof HandsAnswer.Refused refused) {
            throw new HandsRefused(HandsRefused.Reason.valueOf(refused.reason().name()), refused.sentence(),
                    refused.facts());
        }
        return answer;
    }

    private static HandsRefused mismatch() {
        return new HandsRefused(HandsRefused.Reason.SYSTEM, "the guard answered something else than what was asked",
                Map.of());
    }

    /// What needs no answer is lost with a broken connection; the caller says it again to the next one.
    private void tell(ToGuard message) {
        connected.ifPresent(to -> to.offer(GuardCodec.encode(message)));
    }

    private void beat() {
        while (!closed) {
            if (connected.isPresent() && alive.getAsBoolean()) {
                tell(new ToGuard.Heartbeat());
            }
            LockSupport.parkNanos(HEARTBEAT.toNanos());
        }
    }

    /// As often as the guard says that it lives.
    private void feel() {
        while (!closed) {
            LockSupport.parkNanos(profile.renewNanos());
            events.quiet(pulse.look(nanos.getAsLong()));
        }
    }

    private void run() {
        boolean said = false;
        while (!closed) {
            try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                var outgoing = new Outgoing(channel);
                outgoing.offer(GuardCodec.encode(new ToGuard.Hello(Frames.VERSION, ProcessHandle.current().pid())));
                connected = Optional.of(outgoing);
                said = false;
                while (true) {
                    var message = DaemonCodec.decode(Frames.read(channel));
                    pulse.heard(nanos.getAsLong());
                    report(message);
                }
            } catch (IOException | WireException e) {
                ended(String.valueOf(e.getMessage()), said);
                said = true;
            }
            LockSupport.parkNanos(RECONNECT.toNanos());
        }
    }

    /// Said once per connection, not once per attempt to connect again.
    private void ended(String why, boolean said) {
        connected.ifPresent(Outgoing::end);
        connected = Optional.empty();
        pending.values().forEach(answer -> answer.completeExceptionally(new ClosedChannelException()));
        if (!said) {
            events.disconnected(why);
        }
    }

    private void report(ToDaemon message) {
        switch (message) {
            case ToDaemon.Welcome m -> {
                profile = m.profile();
                events.welcome(m.guard(), m.profile(), m.realTime(), m.demoLoopback(), m.concerns());
            }
            case ToDaemon.LeaseHeld m -> events.leaseHeld(m.k());
            case ToDaemon.LeaseLost m -> events.leaseLost(m.k(), m.why());
            case ToDaemon.TornDown m -> events.tornDown(m.k(), m.why(), m.steps().stream()
                    .map(step -> new GuardEvents.Step(step.what(), Duration.ofNanos(step.micros() * 1_000))).toList());
            case ToDaemon.Silent m ->
                events.silent(m.acceptor(), m.a(), m.node(), m.k(), Duration.ofMillis(m.ageMillis()));
            case ToDaemon.Attest m ->
                events.attest(m.acceptor(), m.a(), m.node(), m.k(), Duration.ofMillis(m.ageMillis()));
            case ToDaemon.Heard m -> events.heard(m.acceptor(), m.node(), m.k());
            case ToDaemon.Dead m -> events.dead(m.node(), m.k());
            case ToDaemon.Exited m ->
                events.exited(m.group(), m.epoch(), m.resource(), m.pid(), m.status(), m.signal());
            case ToDaemon.AddressLost m -> events.addressLost(m.group(), m.epoch(), m.resource(), m.address());
            case ToDaemon.Superseded _ -> {
                // Connected again, this one would supersede the newer in its turn.
                closed = true;
                events.superseded();
            }
            case ToDaemon.Reach m -> events.reach(m.majority(), m.unanswered());
            case ToDaemon.Health m -> events.health(m.health());
            case ToDaemon.Reply m -> Optional.ofNullable(pending.remove(m.id()))
                    .ifPresent(answer -> answer.complete(m.answer()));
            case ToDaemon.Alive _ -> {
                // Being heard is all it says.
            }
        }
    }

    private static Claim claim(Ownership ownership) {
        return new Claim(ownership.k(), ownership.group(), ownership.epoch());
    }

    private static List<io.fci.guard.wire.Standing> wire(List<Standing> view) {
        return view.stream()
                .map(standing -> new io.fci.guard.wire.Standing(standing.node(), standing.k(), standing.over()))
                .toList();
    }
}
