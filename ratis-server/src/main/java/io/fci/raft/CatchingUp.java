package io.fci.raft;

import io.fci.core.log.Command;
import io.fci.core.log.Proposal;
import io.fci.core.state.NodeName;
import io.fci.raft.forward.Decision;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Waits until a node that lost its log has applied an entry that was proposed after its start, and so everything that was
/// acknowledged before.
///
/// A leader that sent to this node before the loss believes that it still has all that, is told no, and may try the same
/// again for ever; this node then does not even hear who leads. So it proposes its barrier to whoever takes it, and when
/// that is not applied here soon, asks the leader to have another one elected, which knows nothing of this node.
final class CatchingUp {
    private static final Logger LOG = LoggerFactory.getLogger(CatchingUp.class);
    private static final long AGAIN_MILLIS = 100;
    private static final long ANSWER_MILLIS = 2_000;
    /// Looks, a while for a log to arrive that does.
    private static final int PATIENCE = 20;

    private final List<NodeName> others;
    private final BiFunction<NodeName, Proposal, CompletableFuture<Decision>> ask;
    private final Predicate<NodeName> startOver;
    private final LongSupplier applied;

    /// @param startOver has another one elected, if that node leads; blocks for seconds at most
    /// @param applied the index of the last entry that this node has applied
    CatchingUp(List<NodeName> others, BiFunction<NodeName, Proposal, CompletableFuture<Decision>> ask,
            Predicate<NodeName> startOver, LongSupplier applied) {
        this.others = others;
        this.ask = ask;
        this.startOver = startOver;
        this.applied = applied;
    }

    /// For as long as it takes.
    void run() throws InterruptedException {
        while (!arrives()) {
            Thread.sleep(AGAIN_MILLIS);
        }
    }

    /// Asks each of the others once.
    ///
    /// @return whether the log of a leader arrives here; false: there is none, it cannot be reached, or another one was
    ///         elected for it to do better
    boolean arrives() throws InterruptedException {
        for (var other : others) {
            if (decided(other) instanceof Decision.Decided(var barrier, _)) {
                if (arrives(barrier)) {
                    return true;
                }
                LOG.warn("{} leads and its log does not arrive here: asking it to have another one elected", other);
                startOver.test(other);
            }
        }
        return false;
    }

    /// As long as something arrives it is waited for.
    private boolean arrives(long barrier) throws InterruptedException {
        long before = applied.getAsLong();
        for (int looks = 0; looks < PATIENCE; looks++) {
            long now = applied.getAsLong();
            if (now >= barrier) {
                return true;
            }
            looks = now > before ? 0 : looks;
            before = now;
            Thread.sleep(AGAIN_MILLIS);
        }
        return false;
    }

    private Decision decided(NodeName other) throws InterruptedException {
        var answer = ask.apply(other, Proposal.of(new Command.Barrier()));
        try {
            return answer.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            var unclear = new Decision.Unclear("node " + other + " does not answer");
            answer.complete(unclear);
            return unclear;
        } catch (ExecutionException e) {
            return new Decision.Unclear(Causes.sentence(e));
        }
    }
}
