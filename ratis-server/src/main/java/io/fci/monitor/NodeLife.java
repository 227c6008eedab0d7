package io.fci.monitor;

import io.fci.base.Clock;
import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Life;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import io.fci.core.view.Waits;
import io.fci.core.state.Teardown;
import io.fci.guard.wire.LeaseHealth;
import io.fci.hands.Hands;
import io.fci.hands.HandsRefused;
import io.fci.hands.Standing;
import io.fci.journal.Journal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node's life in the log: asks for an incarnation when the guard has none, nothing of an old one is left and a
/// majority could acknowledge a new one; hands it to the guard once the log has it, and tells the guard what the log says of all
/// nodes. A node that could hold no lease says that its last life is over instead, so that its groups go elsewhere. One thread; it does nothing
/// before [#ready], which follows a barrier entry proposed after the start of the daemon, so that no old order is taken for
/// a new one.
public final class NodeLife implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLife.class);
    private static final long AGAIN_MILLIS = 200;
    private static final long IDLE_MILLIS = 2_000;
    private static final long CONCERNS_MILLIS = 5_000;
    private static final long GONE_MILLIS = 1_000;
    private static final long DECISION_SECONDS = 10;
    private static final Duration END = Duration.ofSeconds(1);

    private final NodeName self;
    private final Journal journal;
    private final Hands hands;
    private final Clock clock;
    private final Supplier<List<String>> networks;
    private final Consumer<Throwable> end;
    /// Bounded by what the guard has to say, and one look.
    private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Thread loop;
    private final Journal.Subscription subscription;
    private Optional<Guard> guard = Optional.empty();
    /// The incarnation that the guard has taken; 0: none.
    private long adopted;
    /// One that the guard may have taken: it was asked to and did not answer. Until that is known no life is asked for,
    /// since the log takes such a request as proof that nothing of the last one is left.
    private long unsure;
    /// No incarnation up to this one comes back.
    private long over;
    /// What the guard did at the end of the last incarnation; the log is not told yet.
    private Optional<Teardown> teardown = Optional.empty();
    /// The guard has said that nothing of an earlier incarnation is left.
    private boolean clean;
    /// Empty: the guard has not said yet.
    private Optional<Reach> reach = Optional.empty();
    private boolean ready;
    /// A newer daemon has the guard.
    private boolean superseded;
    /// A request that was refused for good is made again after this: it is an entry itself, and entries wake this loop.
    private long askNotBefore = Long.MIN_VALUE;
    private List<Standing> told = List.of();
    private long toldMillis;
    private final LeaseConcerns lease = new LeaseConcerns();
    /// A report of concerns that is under way, or was not decided, is not repeated before this.
    private long concernsNotBefore = Long.MIN_VALUE;
    /// The same for a report that the last life is over.
    private long goneNotBefore = Long.MIN_VALUE;
    private volatile boolean open = true;

    /// Why a daemon ends itself that a newer one of its node has replaced.
    public static final class Superseded extends Exception {
        private static final long serialVersionUID = 1L;

        Superseded() {
            super("a newer daemon of this node is connected to the guard, so this one ends");
        }
    }

    private record Reach(boolean majority, List<String> unanswered) {}

    private record Guard(UUID uuid, String profile, List<String> concerns) {}

    private sealed interface News {
        record Look() implements News {}

        record Ready() implements News {}

        record Welcome(Guard guard) implements News {}

        record Lost(long incarnation) implements News {}

        record TornDown(Teardown teardown) implements News {}

        record Reached(Reach reach) implements News {}

        record Disconnected() implements News {}

        record Superseded() implements News {}
        record Health(LeaseHealth health) implements News {}
    }

    /// @param networks that this machine's interfaces are in, read anew for each incarnation
    /// @param fatal ends the process: a node that nobody asks a life for would be down for ever, and look well
    public NodeLife(NodeName self, Journal journal, Hands hands, Clock clock,
            Supplier<List<String>> networks, Consumer<Throwable> fatal) {
        this.self = self;
        this.journal = journal;
        this.hands = hands;
        this.clock = clock;
        this.networks = networks;
        this.end = fatal;
        this.loop = Thread.ofPlatform()
                .name("node-life")
                .uncaughtExceptionHandler((thread, why) -> fatal.accept(why))
                .unstarted(this::run);
        this.subscription = journal.follow(change -> {
            if (looking.compareAndSet(false, true)) {
                news.add(new News.Look());
            }
        });
        loop.start();
    }

    /// Everything that was acknowledged before this daemon started is applied here.
    public void ready() {
        news.add(new News.Ready());
    }

    public void welcome(UUID uuid, String profile, List<String> concerns) {
        news.add(new News.Welcome(new Guard(uuid, profile, concerns)));
    }

    public void leaseLost(long incarnation) {
        news.add(new News.Lost(incarnation));
    }

    /// @param teardown of incarnation 0: of whatever an earlier guard left behind
    public void tornDown(Teardown teardown) {
        news.add(new News.TornDown(teardown));
    }

    /// Whether a majority could acknowledge a lease, while there is none; who could not.
    public void reach(boolean majority, List<String> unanswered) {
        news.add(new News.Reached(new Reach(majority, List.copyOf(unanswered))));
    }

    /// A newer daemon of this node has the guard.
    public void superseded() {
        news.add(new News.Superseded());
    }

    public void disconnected() {
        news.add(new News.Disconnected());
    }

    /// About once a second.
    public void health(LeaseHealth health) {
        news.add(new News.Health(health));
    }

    private void run() {
        try {
            long wait = 0;
            while (open) {
                var next = news.poll(wait, TimeUnit.MILLISECONDS);
                if (next == null || now() - toldMillis >= IDLE_MILLIS) {
                    // A view that did not fit into the link is lost without a word; this one repairs it.
                    told = List.of();
                }
                while (next != null) {
                    take(next);
                    next = news.poll();
                }
                wait = step() ? IDLE_MILLIS : AGAIN_MILLIS;
            }
        } catch (InterruptedException e) {
            // Only close() interrupts.
            LOG.debug("the node's life is not kept any more");
        }
    }

    private void take(News next) {
        switch (next) {
            case News.Look() -> looking.set(false);
            case News.Ready() -> ready = true;
            case News.Welcome(var g) -> {
                forget();
                guard = Optional.of(g);
                clean = true;
                reach = Optional.empty();
                lease.forget();
            }
            case News.Lost(var incarnation) -> {
                // Whether or not its adoption was answered: its teardown is under way.
                ended(incarnation);
                clean = false;
                reach = Optional.empty();
            }
            case News.TornDown(var done) -> {
                ended(done.incarnation());
                teardown = Optional.of(done);
                clean = true;
            }
            case News.Reached(var newer) -> reach = Optional.of(newer);
            case News.Superseded() -> supersede();
            case News.Disconnected() -> {
                forget();
                guard = Optional.empty();
                clean = false;
            }
            case News.Health(var health) -> lease.hear(health, now());
        }
    }

    /// What the guard holds now is another daemon's, and the log would take a request for a life as proof that nothing of it
    /// is left. So this one asks for nothing any more, and ends.
    private void supersede() {
        if (!superseded) {
            superseded = true;
            end.accept(new Superseded());
        }
    }

    private void ended(long incarnation) {
        over = Math.max(over, incarnation);
        if (adopted <= over) {
            adopted = 0;
        }
    }

    /// The connection to the guard ended, and with it whatever was adopted over it.
    private void forget() {
        over = Math.max(over, Math.max(adopted, unsure));
        adopted = 0;
        told = List.of();
    }

    /// Whether there is nothing to do until news come.
    private boolean step() throws InterruptedException {
        var state = journal.state();
        var node = state.nodes().get(self);
        if (superseded || !ready || guard.isEmpty() || node == null) {
            return true;
        }
        if (adopted != 0) {
            tellView(state);
            reportConcerns(node, adopted, Optional.empty());
            return true;
        }
        if (!clean) {
            return true;
        }
        if (unsure > over) {
            return adopt(state, node, unsure);
        }
        if (node.life() instanceof Life.Up(var incarnation) && incarnation > over && isOurs(node)) {
            return adopt(state, node, incarnation);
        }
        if (reach.isEmpty()) {
            return true;
        }
        return reach.get().majority() ? now() < askNotBefore || ask(node) : takeNothing(state, node, reach.get());
    }

    /// A lease could not be had, and groups that this node got would wait for it. What it has goes elsewhere at once, and so does
    /// what waits for proof that nothing of it is left here.
    private boolean takeNothing(State state, Node node, Reach to) {
        var why = LeaseConcerns.takesNothing(to.unanswered(), port(node));
        boolean awaited = node.isUp() || Waits.isAwaited(state, node);
        if (!awaited) {
            reportConcerns(node, node.life().last(), Optional.of(why));
        } else if (now() >= goneNotBefore) {
            goneNotBefore = now() + GONE_MILLIS;
            LOG.warn("incarnation {} is over, and no other is asked for: {}", node.life().last(), why);
            propose(new Command.NodeLost(self, node.life().last(), new Evidence.Dead(why)), "that this node is over");
        }
        return !awaited;
    }

    private static String port(Node node) {
        var address = node.addresses().lease();
        return address.substring(address.lastIndexOf(':') + 1);
    }

    private boolean isOurs(Node node) {
        return node.guard().map(g -> g.guardUuid().equals(guard.orElseThrow().uuid().toString())).orElse(false);
    }

    private boolean adopt(State state, Node node, long incarnation) {
        var view = view(state);
        try {
            long acceptor = node.voter() ? node.guard().orElseThrow().incarnation() : 0;
            hands.adopt(guard.orElseThrow().uuid(), incarnation, acceptor, view);
            adopted = incarnation;
            unsure = 0;
            teardown = Optional.empty();
            told = view;
            toldMillis = now();
            LOG.info("this node is up as incarnation {}", incarnation);
            return true;
        } catch (HandsRefused e) {
            notAdopted(incarnation, e);
            return false;
        }
    }

    private void notAdopted(long incarnation, HandsRefused e) {
        switch (e.reason()) {
            case TIMEOUT, UNREACHABLE, BUSY -> {
                unsure = incarnation;
                LOG.warn("it is not known whether the guard has taken incarnation {}: {}", incarnation, e.getMessage());
            }
            case SUPERSEDED -> supersede();
            case NOT_CURRENT, NO_LEASE, RELEASED, NOT_RUNNING, ALREADY_RUNNING, ADDRESS_IN_USE, NO_INTERFACE,
                    NOT_LOOPBACK, NOT_STOPPED, NOT_ADOPTED, INVALID, SYSTEM -> {
                // Whatever the guard holds against it, it will never hold this one: it answers yes to what it holds
                // already. The next step asks for a new one.
                over = Math.max(over, incarnation);
                LOG.warn("the guard does not take incarnation {}: {}", incarnation, e.getMessage());
            }
        }
    }

    private boolean ask(Node node) throws InterruptedException {
        var g = guard.orElseThrow();
        var command = new Command.GuardUp(self, g.uuid().toString(), node.life().last(), g.profile(), g.concerns(),
                networks.get(), teardown.map(done -> of(done, node.life().last())));
        try {
            var outcome = journal.propose(Proposal.of(command)).get(DECISION_SECONDS, TimeUnit.SECONDS);
            if (outcome instanceof Outcome.Refused(var refusal)) {
                LOG.info("asked for a life and was refused: {}", refusal.message());
                if (journal.state().nodes().get(self).life().equals(node.life())) {
                    // It was not outdated, so it would be refused again.
                    askNotBefore = now() + IDLE_MILLIS;
                    return true;
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("asking for a life was not decided: {}", e.getMessage());
        }
        // The state that names the incarnation, or says that another request came first, is looked at next.
        return false;
    }

    /// What the guard cannot do here, and what is wrong with the lease now.
    private void reportConcerns(Node node, long incarnation, Optional<String> obstacle) {
        var concerns = Stream.of(guard.orElseThrow().concerns(), obstacle.stream().toList(),
                lease.sentences(port(node), now())).flatMap(List::stream).toList();
        if (node.life().last() != incarnation || Set.copyOf(concerns).equals(Set.copyOf(node.concerns()))
                || now() < concernsNotBefore) {
            return;
        }
        concernsNotBefore = now() + CONCERNS_MILLIS;
        propose(new Command.ReportConcerns(self, incarnation, concerns), "the concerns of this node");
    }

    /// Not waited for: while there is no leader, nobody reads it either.
    private void propose(Command command, String what) {
        journal.propose(Proposal.of(command)).whenComplete((outcome, failure) -> {
            if (failure != null) {
                LOG.debug("not decided: {}: {}", what, failure.getMessage());
            } else if (outcome instanceof Outcome.Refused(var refusal)) {
                LOG.info("not accepted: {}: {}", what, refusal.message());
            }
        });
    }

    private static Teardown of(Teardown teardown, long last) {
        return teardown.incarnation() == 0 ? new Teardown(last, teardown.why(), teardown.steps()) : teardown;
    }

    private long now() {
        return clock.monotonicNanos() / 1_000_000;
    }

    private void tellView(State state) {
        var view = view(state);
        if (!view.equals(told)) {
            hands.view(view);
            told = view;
            toldMillis = now();
        }
    }

    private static List<Standing> view(State state) {
        return state.nodes()
                .values()
                .stream()
                .map(n -> new Standing(n.name().value(), n.life().last(), !n.isUp()))
                .toList();
    }

    @Override
    public void close() {
        open = false;
        subscription.close();
        loop.interrupt();
        try {
            if (!loop.join(END)) {
                LOG.warn("the node's life is still looked after {} ms after the end", END.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
