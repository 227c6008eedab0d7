package io.fci.losses;

import io.fci.base.Clock;
import io.fci.core.Command;
import io.fci.core.Evidence;
import io.fci.core.Life;
import io.fci.core.NodeName;
import io.fci.core.Proposal;
import io.fci.core.State;
import io.fci.hands.Hands;
import io.fci.journal.Journal;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every node hears what acceptors say and remembers it; only the leader acts. Called on the guard link's reader thread and
/// on the journal's applying thread; never blocks.
public final class Losses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

    /// An acceptor that stopped repeating SILENT for this long is taken to hear the node again.
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final Journal journal;
    private final Hands hands;
    private final Clock clock;
    private final Map<Subject, Heard> subjects = new HashMap<>();
    private final Set<Subject> proposing = new HashSet<>();
    private final Journal.Subscription subscription;

    private record Subject(NodeName node, long incarnation) {}

    /// @param a acceptor incarnation under which it was said
    private record Said(long a, long silentMillis, long atNanos) {}

    private static final class Heard {
        final Map<NodeName, Said> silent = new HashMap<>();
        final TreeMap<NodeName, Said> attested = new TreeMap<>();
        Optional<String> dead = Optional.empty();
    }

    public Losses(Journal journal, Hands hands, Clock clock) {
        this.journal = journal;
        this.hands = hands;
        this.clock = clock;
        this.subscription = journal.follow(change -> look(change.after()));
    }

    /// A hint: asks all acceptors as soon as a majority gives it.
    public synchronized void silent(String acceptor, long a, String node, long incarnation, Duration age) {
        note(node, incarnation).ifPresent(heard -> {
            heard.silent.put(new NodeName(acceptor), new Said(a, age.toMillis(), clock.monotonicNanos()));
            var state = journal.state();
            if (journal.leadership().mine() && current(state, heard.silent, true) >= state.majority()) {
                hands.ask(node, incarnation);
            }
        });
    }

    public synchronized void attest(String acceptor, long a, String node, long incarnation, Duration age) {
        note(node, incarnation).ifPresent(heard -> {
            heard.attested.put(new NodeName(acceptor), new Said(a, age.toMillis(), clock.monotonicNanos()));
            look(journal.state());
        });
    }

    public synchronized void heard(String acceptor, String node, long incarnation) {
        note(node, incarnation).ifPresent(heard -> heard.silent.remove(new NodeName(acceptor)));
    }

    public synchronized void dead(String node, long incarnation) {
        note(node, incarnation).ifPresent(heard -> {
            heard.dead = Optional.of("it lost its lease, its daemon or its guard");
            look(journal.state());
        });
    }

    /// Only what is said about a node's current incarnation is kept, so the memory is bounded by the number of nodes.
    private Optional<Heard> note(String node, long incarnation) {
        var state = journal.state();
        subjects.keySet().removeIf(s -> !isCurrent(state, s));
        var subject = new Subject(new NodeName(node), incarnation);
        return isCurrent(state, subject)
                ? Optional.of(subjects.computeIfAbsent(subject, s -> new Heard()))
                : Optional.empty();
    }

    private static boolean isCurrent(State state, Subject subject) {
        var node = state.nodes().get(subject.node());
        return node != null && node.life() instanceof Life.Up(var k) && k == subject.incarnation();
    }

    private synchronized void look(State state) {
        if (!journal.leadership().mine()) {
            return;
        }
        subjects.forEach((subject, heard) -> {
            if (isCurrent(state, subject) && !proposing.contains(subject)) {
                evidence(state, heard).ifPresent(evidence -> propose(subject, evidence));
            }
        });
    }

    private Optional<Evidence> evidence(State state, Heard heard) {
        if (heard.dead.isPresent()) {
            return heard.dead.map(Evidence.Dead::new);
        }
        if (current(state, heard.attested, false) < state.majority()) {
            return Optional.empty();
        }
        var acceptors = new TreeMap<NodeName, Long>();
        heard.attested.forEach((acceptor, said) -> acceptors.put(acceptor, said.a()));
        long silent = heard.attested.values().stream().mapToLong(Said::silentMillis).min().orElse(0);
        return Optional.of(new Evidence.Attests(acceptors, silent));
    }

    /// How many acceptors said it under the incarnation they have in the log.
    private long current(State state, Map<NodeName, Said> said, boolean fresh) {
        return said.entrySet().stream().filter(e -> {
            var acceptor = state.nodes().get(e.getKey());
            return acceptor != null && acceptor.voter()
                    && acceptor.guard().map(g -> g.incarnation() == e.getValue().a()).orElse(false)
                    && (!fresh || clock.monotonicNanos() - e.getValue().atNanos() < FRESH.toNanos());
        }).count();
    }

    private void propose(Subject subject, Evidence evidence) {
        proposing.add(subject);
        LOG.info("proposing the loss of {} (incarnation {}): {}", subject.node(), subject.incarnation(), evidence);
        journal.propose(Proposal.of(new Command.NodeLost(subject.node(), subject.incarnation(), evidence)))
                .whenComplete((outcome, failure) -> over(subject));
    }

    private synchronized void over(Subject subject) {
        proposing.remove(subject);
    }

    @Override
    public void close() {
        subscription.close();
    }
}
