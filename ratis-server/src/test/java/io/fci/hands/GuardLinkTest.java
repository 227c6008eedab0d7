package io.fci.hands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fci.guard.wire.DaemonCodec;
import io.fci.guard.wire.Frames;
import io.fci.guard.wire.GuardCodec;
import io.fci.guard.wire.HandsAnswer;
import io.fci.guard.wire.HandsReason;
import io.fci.guard.wire.HandsRequest;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.ToDaemon;
import io.fci.guard.wire.ToGuard;
import io.fci.guard.wire.WireException;
import io.fci.hands.HandsRefused.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The link against a guard that this test plays, message by message.
class GuardLinkTest {
    private static final Ownership ORDERS = new Ownership(1, "orders", 7);
    private static final UUID GUARD = UUID.randomUUID();

    @TempDir
    Path home;

    private ServerSocketChannel server;
    private SocketChannel guard;
    private GuardLink link;
    private volatile boolean alive = true;
    private final RecordedEvents events = new RecordedEvents();

    @BeforeEach
    void connect() throws Exception {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(home.resolve("guard.sock")));
        link = new GuardLink(home.resolve("guard.sock"), events, () -> alive, System::nanoTime);
        link.start();
        accept();
    }

    @AfterEach
    void close() throws IOException {
        link.close();
        server.close();
    }

    private void accept() throws Exception {
        guard = server.accept();
        assertThat(receive()).isInstanceOf(ToGuard.Hello.class);
        send(new ToDaemon.Welcome(GUARD, Profile.LAN, true, false, List.of("a concern")));
        assertThat(events.next()).isEqualTo("welcome lan [a concern]");
    }

    @Test
    void aCallIsAnsweredByTheAnswerWithItsNumber() throws Exception {
        var first = async(() -> link.spawn(ORDERS, "web",
                new Command(List.of("sleep", "1"), Map.of("A", "b"), Optional.of("nobody"), Optional.empty())));
        var one = request();
        var second = async(() -> link.hasAddress(ORDERS, "ip", InetAddress.ofLiteral("10.0.0.5")));
        var two = request();
        send(new ToDaemon.Reply(two.id(), new HandsAnswer.Checked(true)));
        assertThat(second.get(5, TimeUnit.SECONDS)).isEqualTo(true);
        send(new ToDaemon.Reply(one.id(), new HandsAnswer.Spawned(4711)));
        assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo(4711L);
        assertThat(one.request()).isInstanceOfSatisfying(HandsRequest.Spawn.class,
                spawn -> assertThat(spawn.user()).contains("nobody"));
    }

    @Test
    void aRefusalIsAnExceptionWithReasonSentenceAndFacts() throws Exception {
        var call = async(() -> {
            link.open(ORDERS);
            return 0;
        });
        send(new ToDaemon.Reply(request().id(), new HandsAnswer.Refused(HandsReason.ADDRESS_IN_USE, "it is taken",
                Map.of("mac", "02:00"))));
        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS)).cause().isInstanceOfSatisfying(HandsRefused.class,
                refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.ADDRESS_IN_USE);
                    assertThat(refused).hasMessage("it is taken");
                    assertThat(refused.facts()).containsEntry("mac", "02:00");
                });
        for (var reason : HandsReason.values()) {
            assertThat(Reason.valueOf(reason.name())).isNotNull();
        }
    }

    @Test
    void whatCannotBeAskedIsRefusedHere() {
        assertThatThrownBy(() -> link.open(new Ownership(1, "../etc", 7)))
                .isInstanceOfSatisfying(HandsRefused.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID))
                .hasMessageContaining("'../etc' is not a name");
        assertThatThrownBy(() -> link.spawn(ORDERS, "web", new Command(List.of("x".repeat(70_000)), Map.of(),
                Optional.empty(), Optional.empty()))).isInstanceOf(HandsRefused.class);
    }

    @Test
    void aLinkThatANewerDaemonReplacedDoesNotComeBack() throws Exception {
        var adoption = async(() -> {
            link.adopt(GUARD, 2, 2, List.of());
            return 0;
        });
        send(new ToDaemon.Reply(request().id(),
                new HandsAnswer.Refused(HandsReason.SUPERSEDED, "a newer one is connected", Map.of())));
        assertThatThrownBy(() -> adoption.get(5, TimeUnit.SECONDS)).cause().isInstanceOfSatisfying(HandsRefused.class,
                refused -> assertThat(refused.reason()).isEqualTo(Reason.SUPERSEDED));
        send(new ToDaemon.Superseded());
        assertThat(events.next()).isEqualTo("superseded");
        guard.close();
        assertThat(events.next()).isEqualTo("disconnected");
        assertThatThrownBy(() -> link.open(ORDERS)).isInstanceOfSatisfying(HandsRefused.class,
                refused -> assertThat(refused.reason()).isEqualTo(Reason.UNREACHABLE));
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals("guard link"))) {
            assertThat(System.nanoTime()).as("the link's thread ends").isLessThan(deadline);
            Thread.onSpinWait();
        }
        server.configureBlocking(false);
        assertThat(server.accept()).isNull();
    }

    @Test
    void whenTheGuardGoesAwayCallsEndAsUnreachableAndTheLinkConnectsAgain() throws Exception {
        var call = async(() -> {
            link.close(ORDERS);
            return 0;
        });
        request();
        guard.close();
        assertThatThrownBy(() -> call.get(5, TimeUnit.SECONDS)).cause().isInstanceOfSatisfying(HandsRefused.class,
                refused -> assertThat(refused.reason()).isEqualTo(Reason.UNREACHABLE));
        assertThat(events.next()).isEqualTo("disconnected");
        accept();
        link.ask("b", 3);
        assertThat(receive()).isEqualTo(new ToGuard.Ask("b", 3));
    }

    @Test
    void anInterruptedCallLeavesTheConnectionAlone() throws Exception {
        var ended = new CompletableFuture<Reason>();
        var caller = Thread.ofVirtual().start(() -> {
            try {
                link.open(ORDERS);
            } catch (HandsRefused e) {
                ended.complete(e.reason());
            }
        });
        request();
        caller.interrupt();
        assertThat(ended.get(5, TimeUnit.SECONDS)).isEqualTo(Reason.TIMEOUT);
        var interrupted = Thread.ofVirtual().start(() -> {
            Thread.currentThread().interrupt();
            link.view(List.of(new Standing("a", 1, true)));
        });
        interrupted.join();
        assertThat(receive()).isEqualTo(
                new ToGuard.View(List.of(new io.fci.guard.wire.Standing("a", 1, true))));
    }

    @Test
    void eventsArriveInOrder() throws Exception {
        send(new ToDaemon.LeaseHeld(3));
        send(new ToDaemon.Silent("b", 2, "c", 9, 405));
        send(new ToDaemon.Attest("b", 2, "c", 9, 500));
        send(new ToDaemon.Heard("b", "c", 9));
        send(new ToDaemon.Dead("c", 9));
        send(new ToDaemon.Exited("orders", 7, "web", 4711, 0, 15));
        send(new ToDaemon.LeaseLost(3, "why"));
        assertThat(List.of(events.next(), events.next(), events.next(), events.next(), events.next(), events.next(),
                events.next())).containsExactly("held 3", "silent b 2 c 9 405", "attest b 2 c 9 500", "heard b c 9",
                        "dead c 9", "exited orders.7 web 0 15", "lost 3 why");
    }

    @Test
    void aDaemonThatIsNotAliveSendsNoSignOfLife() throws Exception {
        assertThat(next()).isInstanceOf(ToGuard.Heartbeat.class);
        alive = false;
        link.ask("b", 1);
        // At most one that was on its way before the question.
        var message = next();
        assertThat(message instanceof ToGuard.Heartbeat ? next() : message).isEqualTo(new ToGuard.Ask("b", 1));
        link.ask("b", 2);
        assertThat(next()).isEqualTo(new ToGuard.Ask("b", 2));
    }

    @Test
    void aGuardThatSaysNothingIsQuietUntilItsNextWord() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (events.quiet().isZero()) {
            assertThat(System.nanoTime()).as("within 10 s").isLessThan(end);
            Thread.onSpinWait();
        }
        // Connected or not makes no difference.
        guard.close();
        assertThat(events.next()).isEqualTo("disconnected");
        accept();
        var speaking = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    send(new ToDaemon.Alive());
                    Thread.sleep(10);
                } catch (IOException | InterruptedException e) {
                    return;
                }
            }
        });
        speaking.start();
        try {
            while (!events.quiet().isZero()) {
                assertThat(System.nanoTime()).as("within 10 s").isLessThan(end);
                Thread.onSpinWait();
            }
        } finally {
            speaking.interrupt();
            speaking.join();
        }
    }

    private interface Call<T> {
        T make() throws HandsRefused;
    }

    private static <T> CompletableFuture<T> async(Call<T> call) {
        var result = new CompletableFuture<T>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(call.make());
            } catch (HandsRefused e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private void send(ToDaemon message) throws IOException {
        Frames.write(guard, DaemonCodec.encode(message));
    }

    private ToGuard next() throws IOException, WireException {
        return GuardCodec.decode(Frames.read(guard));
    }

    private ToGuard receive() throws IOException, WireException {
        var message = next();
        while (message instanceof ToGuard.Heartbeat) {
            message = next();
        }
        return message;
    }

    private ToGuard.Request request() throws IOException, WireException {
        return (ToGuard.Request) receive();
    }
}
