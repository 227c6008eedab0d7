package io.fci.monitor;

import io.fci.core.Command;
import io.fci.core.Life;
import io.fci.core.Node;
import io.fci.core.NodeName;
import io.fci.core.Outcome;
import io.fci.core.Proposal;
import io.fci.core.State;
import io.fci.hands.Hands;
import io.fci.hands.HandsRefused;
import io.fci.hands.Standing;
import io.fci.journal.Journal;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this node's life in the log: asks for an incarnation when the guard has none and nothing of an old one is left,
/// hands it to the guard once the log has it, and tells the guard what the log says of all nodes. One thread; it does nothing
/// before [#ready], which follows a barrier entry proposed after the start of the daemon, so that no old order is taken for
/// a new one.
public final class NodeLife implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLife.class);
    private static final long AGAIN_MILLIS = 200;
    private static final long IDLE_MILLIS = 2_000;

    private final NodeName self;
    private final Journal journal;
    private final Hands hands;
    private final Supplier<List<String>> networks;
    private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>();
    private final Thread loop = Thread.ofPlatform().name("node-life").unstarted(this::run);
    private final Journal.Subscription subscription;
    private Optional<Guard> guard = Optional.empty();
    private long adopted;
    private long over;
    private boolean clean;
    private boolean ready;
    private List<Standing> told = List.of();
    private volatile boolean open = true;

    private record Guard(UUID uuid, String profile, List<String> concerns) {}

    private sealed interface News {
        record Look() implements News {}

        record Ready() implements News {}

        record Welcome(Guard guard) implements News {}

        record Lost(long incarnation) implements News {}

        record TornDown(long incarnation) implements News {}

        record Disconnected() implements News {}
    }

    /// @param networks that this machine's interfaces are in, read anew for each incarnation
    public NodeLife(NodeName self, Journal journal, Hands hands, Supplier<List<String>> networks) {
        this.self = self;
        this.journal = journal;
        this.hands = hands;
        this.networks = networks;
        this.subscription = journal.follow(change -> {
            if (!(news.peek() instanceof News.Look)) {
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

    public void tornDown(long incarnation) {
        news.add(new News.TornDown(incarnation));
    }

    public void disconnected() {
        news.add(new News.Disconnected());
    }

    private void run() {
        long wait = 0;
        while (open) {
            try {
                var next = news.poll(wait, TimeUnit.MILLISECONDS);
                while (next != null) {
                    take(next);
                    next = news.poll();
                }
                wait = step() ? IDLE_MILLIS : AGAIN_MILLIS;
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void take(News next) {
        switch (next) {
            case News.Look() -> {
            }
            case News.Ready() -> ready = true;
            case News.Welcome(var g) -> {
                guard = Optional.of(g);
                adopted = 0;
                clean = true;
                told = List.of();
            }
            case News.Lost(var incarnation) -> {
                over = Math.max(over, incarnation);
                if (incarnation == adopted) {
                    adopted = 0;
                    clean = false;
                }
            }
            case News.TornDown(var incarnation) -> {
                over = Math.max(over, incarnation);
                adopted = 0;
                clean = true;
            }
            case News.Disconnected() -> {
                guard = Optional.empty();
                adopted = 0;
                clean = false;
            }
        }
    }

    /// Whether there is nothing to do until news come.
    private boolean step() throws InterruptedException {
        var state = journal.state();
        var node = state.nodes().get(self);
        if (!ready || guard.isEmpty() || node == null) {
            return true;
        }
        if (adopted != 0) {
            tellView(state);
            return true;
        }
        if (!clean) {
            return true;
        }
        if (node.life() instanceof Life.Up(var incarnation) && incarnation > over && isOurs(node)) {
            return adopt(state, node, incarnation);
        }
        return ask(node);
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
            told = view;
            LOG.info("this node is up as incarnation {}", incarnation);
            return true;
        } catch (HandsRefused e) {
            LOG.warn("the guard does not take incarnation {}: {}", incarnation, e.getMessage());
            if (!maybeDone(e)) {
                // Whatever the guard holds against it, it will never hold this one: the next step asks for a new one.
                over = Math.max(over, incarnation);
            }
            return false;
        }
    }

    /// Then the guard may hold this incarnation, or take it yet. Asking for another would tell the log that it is over, and
    /// its groups would go elsewhere while they start here. It is offered again until the guard says yes, says no, or ends.
    private static boolean maybeDone(HandsRefused e) {
        return e.reason() == HandsRefused.Reason.TIMEOUT || e.reason() == HandsRefused.Reason.UNREACHABLE;
    }

    private boolean ask(Node node) throws InterruptedException {
        var g = guard.orElseThrow();
        var command = new Command.GuardUp(self, g.uuid().toString(), node.life().last(), g.profile(), g.concerns(),
                networks.get());
        try {
            var outcome = journal.propose(Proposal.of(command)).get(10, TimeUnit.SECONDS);
            if (outcome instanceof Outcome.Refused(var refusal)) {
                LOG.info("asked for a life and was refused: {}", refusal.message());
            }
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.debug("asking for a life was not decided: {}", e.getMessage());
        }
        // The state that names the incarnation, or says that another request came first, is looked at next.
        return false;
    }

    private void tellView(State state) {
        var view = view(state);
        if (!view.equals(told)) {
            hands.view(view);
            told = view;
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
    }
}
