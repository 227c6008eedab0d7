package io.fci.raft.forward;

import io.fci.base.Clock;
import io.fci.core.log.Proposal;
import io.fci.core.state.NodeName;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Carries proposals to the leader, on one stream that is kept while the leader stays the same. Safe for use by any thread.
public final class Forwarder implements AutoCloseable {
    /// A new connection is tried no more often than this.
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final String clusterId;
    private final Function<NodeName, InetSocketAddress> addresses;
    private final Supplier<Optional<SslContext>> tls;
    private final Clock clock;
    private @Nullable Link link;
    private long openedNanos;
    private boolean closed;

    /// @param addresses where a node serves [ForwardService]
    /// @param tls asked for each connection, so that renewed certificates are used; empty: plain text
    public Forwarder(String clusterId, Function<NodeName, InetSocketAddress> addresses,
            Supplier<Optional<SslContext>> tls, Clock clock) {
        this.clusterId = clusterId;
        this.addresses = addresses;
        this.tls = tls;
        this.clock = clock;
    }

    /// Asks the leader. The answer comes on a thread that must not be blocked; whoever stops waiting completes it.
    public CompletableFuture<Decision> ask(NodeName leader, Proposal proposal) {
        Link to;
        synchronized (this) {
            if (closed) {
                return notAppended("this node is stopping");
            }
            var present = link;
            if (present == null || present.ended() || !present.to().equals(leader)) {
                long now = clock.monotonicNanos();
                boolean same = present != null && present.to().equals(leader);
                if (same && now - openedNanos < PAUSE.toNanos()) {
                    return notAppended("the leader " + leader + " cannot be reached");
                }
                if (present != null) {
                    present.end("the leader changed");
                }
                openedNanos = now;
                present = new Link(leader, addresses.apply(leader), tls.get(), clusterId);
                link = present;
            }
            to = present;
        }
        return to.ask(proposal);
    }

    /// The leader did not answer in time: the next proposal takes a new connection.
    public synchronized void suspect(NodeName leader) {
        var present = link;
        if (present != null && present.to().equals(leader)) {
            present.end("the leader " + leader + " does not answer");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (link != null) {
            link.end("this node is stopping");
        }
    }

    private static CompletableFuture<Decision> notAppended(String why) {
        return CompletableFuture.completedFuture(new Decision.NotAppended(why, true));
    }
}
