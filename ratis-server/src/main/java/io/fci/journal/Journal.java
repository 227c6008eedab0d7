package io.fci.journal;

import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// The replicated log as the rest of a node sees it. Safe for use by any thread.
public interface Journal extends AutoCloseable {
    /// What this node has applied so far; never older than what it returned before.
    State state();

    /// Has the command decided. Completes after it was applied on this node, on a thread that must not be blocked; or
    /// exceptionally with [NotDecided]. Bounded in time.
    CompletableFuture<Outcome> propose(Proposal proposal);

    /// A state that reflects everything acknowledged before this call. One barrier entry serves all callers that wait.
    /// Completes exceptionally with [NotDecided]. Bounded in time.
    CompletableFuture<State> barrier();

    /// Calls the follower with each change, in order, on the applying thread: it must hand over and return at once.
    /// The first call is `Restored` with the present state.
    Subscription follow(Follower follower);

    Leadership leadership();

    /// The cluster time in milliseconds that an entry would be stamped with now, if this node leads; else a guess.
    long clusterTime();

    @Override
    void close();

    /// Ends a subscription; no call is made after `close` returned on the applying thread.
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    interface Follower {
        void changed(Change change);
    }

    /// @param leader as far as this node knows
    /// @param mine this node leads and may propose for the cluster (its term's first entry is applied)
    /// @param heardMillisAgo since this node last heard from a majority (as leader) or from its leader; negative: never
    record Leadership(Optional<NodeName> leader, boolean mine, long term, long heardMillisAgo) {}
}
