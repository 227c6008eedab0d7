package io.fci.rpc;

import com.google.protobuf.util.Durations;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import io.fci.journal.Change;
import io.fci.journal.Journal;
import io.fci.journal.NotDecided;
import io.fci.v1.ErrorReason;
import io.fci.v1.ReadOptions;
import io.fci.v1.ResponseHeader;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// The journal as calls use it: states to read from, with the header that says which, and waiting with an end. Safe for
/// use by any thread; blocks the calling one.
final class Consensus {
    /// A caller without a deadline of its own is not waited for longer.
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final Journal journal;
    private final String clusterId;
    private final String node;
    private final Duration lease;

    /// @param lease how long a node may have heard nothing before it counts as cut off
    Consensus(Journal journal, String clusterId, String node, Duration lease) {
        this.journal = journal;
        this.clusterId = clusterId;
        this.node = node;
        this.lease = lease;
    }

    Journal journal() {
        return journal;
    }

    Optional<NodeName> leader() {
        return journal.leadership().leader();
    }

    /// Cluster time in milliseconds, as far as this node knows: later than that of the state when nothing happened since.
    long clusterTime() {
        return Math.max(journal.clusterTime(), journal.state().clusterTime());
    }

    ResponseHeader header(long revision) {
        var leadership = journal.leadership();
        var header = ResponseHeader.newBuilder()
                .setClusterId(clusterId)
                .setNode("nodes/" + node)
                .setRevision(revision)
                .setTerm(leadership.term());
        leadership.leader().ifPresent(leader -> header.setLeader("nodes/" + leader));
        if (leadership.heardMillisAgo() >= 0) {
            header.setStaleness(Durations.fromMillis(leadership.heardMillisAgo()));
        }
        return header.build();
    }

    State read(ReadOptions options) {
        var state = switch (options.getConsistency()) {
            case CONSISTENCY_UNSPECIFIED, CONSISTENCY_LINEARIZABLE -> barrier();
            case CONSISTENCY_LOCAL -> journal.state();
            case UNRECOGNIZED -> throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD,
                    "read.consistency has the value "
                            + options.getConsistencyValue()
                            + ", which this version does not know; use one of its names",
                    "field",
                    "read.consistency");
        };
        long least = options.getMinRevision();
        if (state.revision() >= least) {
            return state;
        }
        return until(s -> s.revision() >= least, remaining(LONGEST)).orElseThrow(() -> Statuses.of(
                ErrorReason.ERROR_REASON_NODE_BEHIND, "node " + node + " has reached revision "
                        + journal.state().revision() + ", not " + least + "; ask again later or another node"));
    }

    State barrier() {
        return await(journal.barrier(), () -> noMajority("no majority confirmed the read in time"));
    }

    /// Waits for a state like this; empty when the time is over. Followed and not polled, so it costs nothing while nothing
    /// happens.
    Optional<State> until(Predicate<State> wanted, Duration atMost) {
        var found = new CompletableFuture<State>();
        Journal.Follower follower = (Change change) -> {
            if (wanted.test(change.after())) {
                found.complete(change.after());
            }
        };
        try (var subscription = journal.follow(follower)) {
            return Optional.of(found.get(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopping();
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for a state cannot fail", e);
        }
    }

    /// What the caller has left, or the given time if that is less.
    Duration remaining(Duration atMost) {
        var deadline = Context.current().getDeadline();
        if (deadline == null) {
            return atMost;
        }
        // A little less than the caller has, so that it hears the reason instead of silence.
        long left = deadline.timeRemaining(TimeUnit.MILLISECONDS) - 50;
        return Duration.ofMillis(Math.clamp(left, 0, atMost.toMillis()));
    }

    /// @param late what to answer when the journal has not answered by the caller's deadline
    <T> T await(CompletableFuture<T> future, Supplier<StatusRuntimeException> late) {
        try {
            return future.get(remaining(LONGEST).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw late.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw late.get();
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case NotDecided.NotDone notDone -> noMajority(notDone.getMessage());
                case NotDecided.MaybeDone maybe -> unknown(maybe.getMessage());
                case RuntimeException bug -> bug;
                case null, default -> new IllegalStateException("the journal failed", e);
            };
        }
    }

    /// Whether this node has been out of touch with a majority for longer than any lease lasts.
    boolean cutOff() {
        long heard = journal.leadership().heardMillisAgo();
        return heard < 0 || heard > lease.toMillis();
    }

    StatusRuntimeException noMajority(String why) {
        if (cutOff()) {
            return Statuses.of(ErrorReason.ERROR_REASON_NO_QUORUM, "node " + node
                    + " cannot reach a majority of the nodes, so nothing was done (" + why
                    + "); ask another node, or start the nodes that are down");
        }
        return Statuses.of(ErrorReason.ERROR_REASON_NO_LEADER,
                "no node leads at the moment, so nothing was done (" + why
                        + "); ask again in a second");
    }

    static StatusRuntimeException unknown(String why) {
        return Statuses.of(ErrorReason.ERROR_REASON_OUTCOME_UNKNOWN,
                "it is not known whether this was done (" + why + "); ask again with the same request id",
                "maybe_committed", "true");
    }

    StatusRuntimeException stopping() {
        return Statuses.of(ErrorReason.ERROR_REASON_NODE_NOT_READY, "node " + node + " is stopping; ask another node");
    }
}
