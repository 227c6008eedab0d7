package io.fci.journal;

import io.fci.core.Cluster;
import io.fci.core.Entry;
import io.fci.core.NodeName;
import io.fci.core.Outcome;
import io.fci.core.Proposal;
import io.fci.core.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/// A journal of one node in memory: every proposal is an entry of its own, decided by the real core at once. Cluster time
/// moves only when the test says so.
public final class FakeJournal implements Journal {
    private final NodeName self;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private volatile State state = State.EMPTY;
    private volatile Optional<NotDecided> failure = Optional.empty();
    private long clusterTime = 1_000;
    private long wallMillis = 1_700_000_000_000L;

    public FakeJournal(NodeName self) {
        this.self = self;
    }

    /// Lets cluster time and wall time pass.
    public synchronized void advance(long millis) {
        clusterTime += millis;
        wallMillis += millis;
    }

    /// From now on nothing is decided; empty: everything is again.
    public void failWith(Optional<NotDecided> next) {
        failure = next;
    }

    /// Decides one command and answers at once.
    public synchronized Outcome decide(Proposal proposal) {
        var before = state;
        var applied = Cluster.apply(before, new Entry(clusterTime, wallMillis, List.of(proposal)));
        state = applied.state();
        followers.forEach(f -> f.changed(new Change.Advanced(before, applied.state(), applied.events())));
        return applied.outcomes().getFirst();
    }

    @Override
    public State state() {
        return state;
    }

    @Override
    public CompletableFuture<Outcome> propose(Proposal proposal) {
        return failure.<CompletableFuture<Outcome>>map(CompletableFuture::failedFuture)
                .orElseGet(() -> CompletableFuture.completedFuture(decide(proposal)));
    }

    @Override
    public CompletableFuture<State> barrier() {
        return failure.<CompletableFuture<State>>map(CompletableFuture::failedFuture)
                .orElseGet(() -> CompletableFuture.completedFuture(state));
    }

    @Override
    public synchronized Subscription follow(Follower follower) {
        follower.changed(new Change.Restored(state));
        followers.add(follower);
        return () -> followers.remove(follower);
    }

    @Override
    public Leadership leadership() {
        return new Leadership(Optional.of(self), true, 1, 0);
    }

    @Override
    public void close() {
        followers.clear();
    }
}
