package io.fci.raft.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.base.SystemClock;
import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.GroupName;
import io.fci.core.state.NodeName;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ForwarderTest {
    /// Nobody's outgoing connections come from here, so a port that was given back is still free a moment later.
    private static final InetAddress HERE = InetAddress.ofLiteral("127.83.0.1");

    private static final NodeName LEADER = new NodeName("n1");
    private static final Outcome OUTCOME = new Outcome.Accepted(7, Optional.of(new GroupName("g")),
            OptionalLong.of(3));

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var o : open) {
            o.close();
        }
    }

    @Test
    void eachProposalGetsItsOwnAnswer() throws Exception {
        var server = serve("c", proposal -> CompletableFuture.completedFuture(switch (number(proposal) % 3) {
            case 0 -> new Decision.Decided(number(proposal), OUTCOME);
            case 1 -> new Decision.NotAppended("not here " + number(proposal), true);
            default -> new Decision.Unclear("who knows " + number(proposal));
        }));
        var forwarder = forwarder("c", server.getPort());
        var answers = IntStream.range(0, 300).mapToObj(i -> forwarder.ask(LEADER, proposal(i))).toList();
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).get(10, TimeUnit.SECONDS)).isEqualTo(switch (i % 3) {
                case 0 -> new Decision.Decided(i, OUTCOME);
                case 1 -> new Decision.NotAppended("not here " + i, true);
                default -> new Decision.Unclear("who knows " + i);
            });
        }
    }

    @Test
    void aLeaderThatIsDownHasDoneNothing() throws Exception {
        var forwarder = forwarder("c", freePort());
        assertThat(forwarder.ask(LEADER, proposal(1)).get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(Decision.NotAppended.class, d -> assertThat(d.retry()).isTrue());
    }

    @Test
    void aLeaderThatTakesConnectionsButSaysNothingHasDoneNothing() throws Exception {
        try (var silent = new ServerSocket(0, 10, HERE)) {
            var forwarder = forwarder("c", silent.getLocalPort());
            assertThat(forwarder.ask(LEADER, proposal(1)).get(10, TimeUnit.SECONDS))
                    .isInstanceOf(Decision.NotAppended.class);
        }
    }

    @Test
    void whatWasSentToALeaderThatDiedIsUnclearAndTheNextConnectionIsNew() throws Exception {
        BlockingQueue<Proposal> received = new LinkedBlockingQueue<>();
        int port = freePort();
        var first = serve("c", port, proposal -> {
            received.add(proposal);
            return new CompletableFuture<>();
        });
        var forwarder = forwarder("c", port);
        var answer = forwarder.ask(LEADER, proposal(1));
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(proposal(1));
        first.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(Decision.Unclear.class);
        serve("c", port, proposal -> CompletableFuture.completedFuture(new Decision.Decided(9, OUTCOME)));
        assertThat(untilDecided(forwarder)).isEqualTo(new Decision.Decided(9, OUTCOME));
    }

    @Test
    void aLeaderThatDoesNotAnswerIsLeftForANewConnection() throws Exception {
        BlockingQueue<Proposal> received = new LinkedBlockingQueue<>();
        var server = serve("c", proposal -> {
            received.add(proposal);
            return number(proposal) == 1
                    ? new CompletableFuture<>()
                    : CompletableFuture.completedFuture(new Decision.Decided(9, OUTCOME));
        });
        var forwarder = forwarder("c", server.getPort());
        var answer = forwarder.ask(LEADER, proposal(1));
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(proposal(1));
        forwarder.suspect(LEADER);
        assertThat(answer.get(10, TimeUnit.SECONDS)).isInstanceOf(Decision.Unclear.class);
        assertThat(untilDecided(forwarder)).isEqualTo(new Decision.Decided(9, OUTCOME));
    }

    @Test
    void aNodeOfAnotherClusterDecidesNothing() throws Exception {
        BlockingQueue<Proposal> received = new LinkedBlockingQueue<>();
        var server = serve("c", proposal -> {
            received.add(proposal);
            return CompletableFuture.completedFuture(new Decision.Decided(9, OUTCOME));
        });
        var forwarder = forwarder("another", server.getPort());
        assertThat(forwarder.ask(LEADER, proposal(1)).get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(Decision.Unclear.class,
                        d -> assertThat(d.why()).contains("belongs to cluster c, not to another"));
        assertThat(received).isEmpty();
    }

    private static Decision untilDecided(Forwarder forwarder) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Decision last = forwarder.ask(LEADER, proposal(2)).get(10, TimeUnit.SECONDS);
        while (last instanceof Decision.NotAppended && System.nanoTime() < deadline) {
            last = forwarder.ask(LEADER, proposal(2)).get(10, TimeUnit.SECONDS);
        }
        return last;
    }

    private Server serve(String cluster, Function<Proposal, CompletableFuture<Decision>> decide) throws IOException {
        return serve(cluster, 0, decide);
    }

    private Server serve(String cluster, int port, Function<Proposal, CompletableFuture<Decision>> decide)
            throws IOException {
        var server = NettyServerBuilder.forAddress(new InetSocketAddress(HERE, port))
                .addService(new ForwardService(cluster, decide, () -> History.Log.NONE,
                        _ -> CompletableFuture.completedFuture(false)))
                .build()
                .start();
        open.add(server::shutdownNow);
        return server;
    }

    private Forwarder forwarder(String cluster, int port) {
        var forwarder = new Forwarder(cluster, node -> new InetSocketAddress(HERE, port),
                Optional::empty, new SystemClock());
        open.addFirst(forwarder);
        return forwarder;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, HERE)) {
            return socket.getLocalPort();
        }
    }

    private static Proposal proposal(int number) {
        return Proposal.of(new Command.TakeOffline(new GroupName("g"), OptionalLong.of(number)));
    }

    private static int number(Proposal proposal) {
        return proposal.command() instanceof Command.TakeOffline(var group, var generation)
                ? (int) generation.orElseThrow()
                : -1;
    }
}
