package io.fci.journal;

import io.fci.core.Cluster;
import io.fci.core.log.Command;
import io.fci.core.log.Entry;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import io.fci.core.view.Handover;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// A journal of one node in memory: every proposal is an entry of its own, decided by the real core at once. Cluster time
/// moves only when the test says so.
public final class FakeJournal implements Journal, Elections {
    private record Parked(Proposal proposal, CompletableFuture<Outcome> answer) {}

    private final NodeName self;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final List<Command> proposed = new CopyOnWriteArrayList<>();
    private final List<Command> decided = new CopyOnWriteArrayList<>();
    private final AtomicLong reads = new AtomicLong();
    private final List<Parked> parked = new ArrayList<>();
    private volatile State state = State.EMPTY;
    private volatile Optional<NotDecided> failure = Optional.empty();
    private volatile Optional<NotDecided> loss = Optional.empty();
    private volatile boolean leads = true;
    private volatile Optional<NodeName> other = Optional.empty();
    private volatile SortedMap<NodeName, Handover.Follower> voters = new TreeMap<>();
    private final List<String> elections = new CopyOnWriteArrayList<>();
    private boolean parking;
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

    /// From now on everything is decided, but whoever proposed it is answered this; empty: the outcome again.
    public void answerWith(Optional<NotDecided> next) {
        loss = next;
    }

    /// From now on proposals wait.
    public synchronized void park() {
        parking = true;
    }

    /// What waits is decided in order, and nothing waits any more.
    public void unpark() {
        taken().forEach(p -> p.answer().complete(decide(p.proposal())));
    }

    /// What waits is not decided, and nothing waits any more.
    public void drop(NotDecided why) {
        taken().forEach(p -> p.answer().completeExceptionally(why));
    }

    private synchronized List<Parked> taken() {
        parking = false;
        var taken = List.copyOf(parked);
        parked.clear();
        return taken;
    }

    public void lead(boolean mine) {
        leads = mine;
        other = Optional.of(self);
    }

    /// Somebody else leads, or nobody.
    public void leadBy(Optional<NodeName> leader) {
        leads = false;
        other = leader;
    }

    /// What this leader sees of the other voters.
    public void followers(SortedMap<NodeName, Handover.Follower> next) {
        voters = next;
    }

    /// What was asked for: "hand over to n2", "stand against n1".
    public List<String> elections() {
        return List.copyOf(elections);
    }

    @Override
    public SortedMap<NodeName, Handover.Follower> followers() {
        return voters;
    }

    @Override
    public CompletableFuture<Boolean> handOver(NodeName to) {
        elections.add("hand over to " + to);
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public void standAgainst(NodeName leader) {
        elections.add("stand against " + leader);
    }

    /// What was asked for, in order, whatever became of it.
    public List<Command> proposed() {
        return List.copyOf(proposed);
    }

    /// What is in the log and was accepted, in order.
    public List<Command> decided() {
        return List.copyOf(decided);
    }

    /// How often somebody looked at the state.
    public long reads() {
        return reads.get();
    }

    /// Decides one command and answers at once.
    public synchronized Outcome decide(Proposal proposal) {
        var before = state;
        var applied = Cluster.apply(before, new Entry(clusterTime, wallMillis, List.of(proposal)));
        state = applied.state();
        var outcome = applied.outcomes().getFirst();
        if (outcome instanceof Outcome.Accepted) {
            decided.add(proposal.command());
        }
        followers.forEach(f -> f.changed(new Change.Advanced(before, applied.state(), applied.events())));
        return outcome;
    }

    @Override
    public State state() {
        reads.incrementAndGet();
        return state;
    }

    @Override
    public CompletableFuture<Outcome> propose(Proposal proposal) {
        proposed.add(proposal.command());
        if (failure.isPresent()) {
            return CompletableFuture.failedFuture(failure.get());
        }
        synchronized (this) {
            if (parking) {
                var answer = new CompletableFuture<Outcome>();
                parked.add(new Parked(proposal, answer));
                return answer;
            }
        }
        var lost = loss;
        var outcome = decide(proposal);
        return lost.<CompletableFuture<Outcome>>map(CompletableFuture::failedFuture)
                .orElseGet(() -> CompletableFuture.completedFuture(outcome));
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
    public synchronized long clusterTime() {
        return clusterTime;
    }

    @Override
    public Leadership leadership() {
        return new Leadership(leads ? Optional.of(self) : other, leads, 1, 0);
    }

    @Override
    public void close() {
        followers.clear();
    }
}
