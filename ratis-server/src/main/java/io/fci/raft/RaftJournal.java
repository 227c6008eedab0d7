package io.fci.raft;

import io.fci.base.Clock;
import io.fci.config.NodeConfig;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import io.fci.core.view.Handover;
import io.fci.journal.Elections;
import io.fci.journal.Journal;
import io.fci.journal.NotDecided;
import io.fci.journal.NotDecided.MaybeDone;
import io.fci.journal.NotDecided.NotDone;
import io.fci.raft.forward.Decision;
import io.fci.raft.forward.ForwardService;
import io.fci.raft.forward.Forwarder;
import io.fci.raft.forward.History;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.ratis.protocol.ClientId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal of a node of a cluster: its replica of the Raft log, and the way of its proposals to the leader.
///
/// Order of use: construct, add [#forwardService] to the server of the node's API port, [#start], use, [#close].
/// Each proposal has a virtual thread of its own while it is under way; none of Ratis' threads ever runs a caller's code,
/// except the followers of [#follow].
public final class RaftJournal implements Journal, Elections {
    private static final Logger LOG = LoggerFactory.getLogger(RaftJournal.class);

    /// Of this node, wherever they are.
    private static final int MAX_PROPOSALS = 10_000;

    /// At most; what a build records needs a round or two.
    private static final Duration REHEARSAL = Duration.ofSeconds(5);

    private final NodeConfig config;
    private final Applicator rules;
    private final Clock clock;
    private final Timing timing;
    private final int snapshotEvery;
    private final Supplier<Optional<SslContext>> tls;
    private final Fatal fatal;
    private final Duties duties;
    private final ClientId client = ClientId.randomId();
    private final Replica replica;
    private final GroupCommit groupCommit;
    private final Forwarder forwarder;
    private final Route route;
    private final Barriers barriers;
    private final Applying applying;
    private final Semaphore room = new Semaphore(MAX_PROPOSALS);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("raft-watch").daemon().factory());
    // Of its own, because it waits for answers of other nodes.
    private final ScheduledExecutorService hunger = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("raft-hunger").daemon().factory());
    private volatile @Nullable FirstStart firstStart;
    private volatile @Nullable Member member;

    /// @param rules `Cluster::apply`
    /// @param duties told when this node leads, after the cluster exists
    /// @param fatal ends the process; called at most once, on a thread of Ratis, so it must not close this journal
    /// @param tls for connections to peers; asked for each; empty: plain text
    public RaftJournal(NodeConfig config, Applicator rules, Clock clock, LeaderDuties duties, Consumer<Throwable> fatal,
            Supplier<Optional<SslContext>> tls) {
        this(config, rules, clock, duties, fatal, tls, RatisSettings.SNAPSHOT_EVERY);
    }

    RaftJournal(NodeConfig config, Applicator rules, Clock clock, LeaderDuties duties, Consumer<Throwable> fatal,
            Supplier<Optional<SslContext>> tls, int snapshotEvery) {
        this.config = config;
        this.rules = rules;
        this.clock = clock;
        this.timing = Timing.of(config.profile());
        this.snapshotEvery = snapshotEvery;
        this.tls = tls;
        this.fatal = new Fatal(fatal);
        this.duties = new Duties(new Birth(config, this, duties), this.fatal);
        this.replica = new Replica(rules, clock, config.clusterId().toString(), client, this.duties, this.fatal);
        this.groupCommit = new GroupCommit(this::append, threads);
        this.forwarder = new Forwarder(config.clusterId().toString(), this::apiAddress, tls, clock);
        this.route = new Route(config.node(), this::leader, groupCommit, forwarder, replica.applied(), timing,
                clock);
        this.applying = new Applying(clock);
        this.barriers = new Barriers(route::decideRepeatable, this::state, threads);
    }

    /// Why the replica ended, in one sentence that names the thing and the way out; it has no trace.
    public static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Ended(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /// Waits up to a minute until the disk has the room that a start needs. Before anything is written there.
    public static void awaitRoom(NodeConfig config, Clock clock) throws CannotStart {
        RoomToStart.await(config.data(), clock);
    }

    /// Runs what a leader does in its worst moment. Before [#start]; takes five seconds at most.
    public void rehearse() {
        Rehearsal.run(rules, clock, config.data().resolve("rehearsal"), REHEARSAL);
    }

    /// Opens the log. When it throws, the process must end: what Ratis has begun cannot be undone. The first start of a node
    /// waits for all the others; until then nothing is proposed and nothing applied.
    public void start() throws CannotStart {
        var asked = otherNodes();
        try {
            open(() -> {
                firstStart = new FirstStart(new TreeSet<>(asked.keySet()), other -> asked.get(other).ask(), clock);
                return firstStart.votes();
            });
        } finally {
            asked.values().forEach(History::close);
        }
    }

    /// Opens a log of which it is known that it is the first.
    void startAnew() throws CannotStart {
        open(() -> true);
    }

    private void open(Member.FirstVote firstVote) throws CannotStart {
        var started = Member.start(config, timing, snapshotEvery, client, replica, firstVote);
        member = started;
        watch.scheduleWithFixedDelay(new LifeWatch(started::life, fatal), 1, 1, TimeUnit.SECONDS);
        watch.scheduleWithFixedDelay(new DiskWatch(RatisSettings.raftDirectory(config.data()).toFile(), fatal),
                DiskWatch.EVERY_MILLIS, DiskWatch.EVERY_MILLIS, TimeUnit.MILLISECONDS);
        watchForLeader(started);
    }

    /// One that has lost its log does the same until it has caught up.
    private void watchForLeader(Member started) {
        if (started.voter()) {
            hunger.scheduleWithFixedDelay(new Starving(started::leadership, this::fed, clock), 1, 1, TimeUnit.SECONDS);
        }
    }

    private SortedMap<NodeName, History> otherNodes() {
        var others = new TreeMap<NodeName, History>();
        config.nodes()
                .keySet()
                .stream()
                .filter(each -> !each.equals(config.node()))
                .forEach(each -> others.put(each,
                        new History(apiAddress(each), tls.get(), config.clusterId().toString())));
        return others;
    }

    /// Whether this node has lost its log, and neither votes nor campaigns before another process has taken over.
    public boolean catchesUp() {
        var present = member;
        return present != null && !present.voter();
    }

    /// Whether a leader's log arrives at this node; a leader that does not send it is asked to have another one elected.
    private boolean fed() throws InterruptedException {
        var present = Objects.requireNonNull(member, "not started");
        var asked = otherNodes();
        try (var own = new Forwarder(config.clusterId().toString(), this::apiAddress, tls, clock)) {
            return catchingUp(present, asked, own).arrives();
        } finally {
            asked.values().forEach(History::close);
        }
    }

    private CatchingUp catchingUp(Member present, SortedMap<NodeName, History> asked, Forwarder own) {
        return new CatchingUp(List.copyOf(asked.keySet()), own::ask,
                other -> asked.get(other).startOver(config.node().value()), present::appliedIndex);
    }

    /// Waits until all that was acknowledged is here again, and notes it. The process then ends, for the next one to vote.
    public void catchUp() throws CannotStart, InterruptedException {
        var present = Objects.requireNonNull(member, "not started");
        var asked = otherNodes();
        try (var own = new Forwarder(config.clusterId().toString(), this::apiAddress, tls, clock)) {
            catchingUp(present, asked, own).run();
        } finally {
            asked.values().forEach(History::close);
        }
        present.caughtUp();
    }

    /// What peers send their proposals to. Admit nodes of the cluster only.
    public ForwardService forwardService() {
        return new ForwardService(config.clusterId().toString(), proposal -> leads()
                ? groupCommit.offer(proposal)
                : CompletableFuture.completedFuture(
                        new Decision.NotAppended("node " + config.node() + " does not lead", true)),
                this::log, this::startOver);
    }

    /// The leader that is asked believes what the log of the asking node was; the one that is elected believes nothing.
    private CompletableFuture<Boolean> startOver(String asking) {
        return followers().entrySet()
                .stream()
                .filter(each -> !each.getKey().value().equals(asking))
                .min(Comparator.comparingLong(each -> each.getValue().behind()))
                .map(each -> handOver(each.getKey()))
                .orElse(CompletableFuture.completedFuture(false));
    }

    private History.Log log() {
        var present = member;
        if (present != null) {
            return present.hasLog() ? History.Log.SOME : History.Log.BEGINS;
        }
        var starting = firstStart;
        return starting == null ? History.Log.NOT_SAID : starting.says();
    }

    /// Whether this node applies what is committed; false for a replica that stands still although it should not.
    public boolean applies() {
        var present = member;
        return present == null || applying.goesOn(present.committedIndex(), present.appliedIndex());
    }

    @Override
    public State state() {
        return replica.published().state();
    }

    @Override
    public CompletableFuture<Outcome> propose(Proposal proposal) {
        if (!room.tryAcquire()) {
            return CompletableFuture.failedFuture(new NotDone("too many proposals are waiting (" + MAX_PROPOSALS
                    + "); try again later"));
        }
        var outcome = new CompletableFuture<Outcome>();
        try {
            threads.execute(() -> decide(proposal, outcome));
        } catch (RejectedExecutionException e) {
            room.release();
            outcome.completeExceptionally(new NotDone("this node is stopping"));
        }
        return outcome;
    }

    private void decide(Proposal proposal, CompletableFuture<Outcome> outcome) {
        try {
            outcome.complete(route.decide(proposal));
        } catch (NotDecided e) {
            outcome.completeExceptionally(e);
        } catch (InterruptedException e) {
            outcome.completeExceptionally(new MaybeDone("this node is stopping"));
        } catch (RuntimeException e) {
            LOG.error("a proposal was lost by a mistake of this program", e);
            outcome.completeExceptionally(new MaybeDone("internal error: " + e.getMessage()));
        } finally {
            room.release();
        }
    }

    @Override
    public CompletableFuture<State> barrier() {
        return barriers.join();
    }

    @Override
    public Subscription follow(Follower follower) {
        return replica.published().follow(follower);
    }

    @Override
    public Leadership leadership() {
        var present = member;
        return present == null ? new Leadership(Optional.empty(), false, 0, -1) : present.leadership();
    }

    @Override
    public long clusterTime() {
        var present = member;
        return present == null ? state().clusterTime() : present.clusterTime();
    }

    @Override
    public SortedMap<NodeName, Handover.Follower> followers() {
        var present = member;
        try {
            return present == null ? new TreeMap<>() : present.campaigns().followers();
        } catch (IOException e) {
            // The replica is dead, which its watch sees too.
            return new TreeMap<>();
        }
    }

    @Override
    public CompletableFuture<Boolean> handOver(NodeName to) {
        return elsewhere(present -> present.campaigns().handOver(to)).thenCompose(done -> done);
    }

    @Override
    public void standAgainst(NodeName leader) {
        elsewhere(present -> {
            if (present.voter()) {
                present.campaigns().standAgainst(leader);
            }
            return true;
        });
    }

    private interface Asked<T> {
        T of(Member member) throws IOException;
    }

    /// Ratis may hold its lock for a while. Completes exceptionally when it could not be asked.
    private <T> CompletableFuture<T> elsewhere(Asked<T> asked) {
        var present = member;
        if (present == null) {
            return CompletableFuture.failedFuture(new NotDone("not started yet"));
        }
        try {
            return CompletableFuture.supplyAsync(() -> {
                try {
                    return asked.of(present);
                } catch (IOException | RuntimeException e) {
                    LOG.info("an election could not be asked for: {}", Causes.sentence(e));
                    throw new CompletionException(e);
                }
            }, threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(new NotDone("this node is stopping"));
        }
    }

    /// How long a peer may say nothing before it counts as not heard: some elections' worth.
    public Duration patience() {
        return timing.electionMax().multipliedBy(3);
    }

    @Override
    public void close() {
        fatal.closing();
        watch.shutdownNow();
        hunger.shutdownNow();
        duties.close();
        groupCommit.close();
        forwarder.close();
        var present = member;
        if (present != null) {
            try {
                present.close();
            } catch (IOException e) {
                LOG.warn("closing the Raft log: {}", Causes.sentence(e), e);
            }
        }
        threads.shutdownNow();
    }

    private CompletableFuture<GroupCommit.Result> append(byte[] batch) {
        var present = member;
        return present == null
                ? CompletableFuture.completedFuture(new GroupCommit.Result.NotAppended("not started yet", true))
                : present.append(batch);
    }

    private Optional<NodeName> leader() {
        var present = member;
        return present == null ? Optional.empty() : present.leader();
    }

    private boolean leads() {
        var present = member;
        return present != null && present.leads();
    }

    private InetSocketAddress apiAddress(NodeName node) {
        return new InetSocketAddress(config.nodes().get(node), config.ports().api());
    }
}
