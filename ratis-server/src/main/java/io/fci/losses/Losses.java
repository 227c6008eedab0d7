package io.fci.losses;

import io.fci.base.Clock;
import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import io.fci.core.view.Waits;
import io.fci.hands.Hands;
import io.fci.journal.Elections;
import io.fci.journal.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every node hears what acceptors say and remembers it; the leader acts. When it is the leader's own node that a majority
/// does not hear, one of those acceptors' daemons asks in its place and stands for election at once: whoever leads next then
/// finds the evidence complete. Called on the guard link's reader thread and
/// on the journal's applying thread; never blocks, and calls nobody while it holds its lock.
///
/// Acceptors and guards repeat what they say until it has had its effect, so a proposal that was not decided is made again
/// with the next word.
public final class Losses implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

    /// An acceptor that stopped repeating SILENT for this long is taken to hear the node again.
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final NodeName self;
    private final Journal journal;
    private final Elections elections;
    private final Hands hands;
    private final Clock clock;
    private final Map<Subject, Heard> subjects = new HashMap<>();
    private final Set<Subject> proposing = new HashSet<>();
    /// What this node stood for election about last: once is enough, the timeout does the rest.
    private Optional<Candidacy> candidacy = Optional.empty();
    private final Journal.Subscription subscription;

    private record Subject(NodeName node, long incarnation) {}

    private record Candidacy(Subject subject, long term) {}

    /// @param a acceptor incarnation under which it was said
    private record Said(long a, long silentMillis, long atNanos) {}

    /// By acceptor; only voters, so it is bounded by their number.
    private static final class Heard {
        final Map<NodeName, Said> silent = new HashMap<>();
        final TreeMap<NodeName, Said> attested = new TreeMap<>();
        Optional<String> dead = Optional.empty();
    }

    private record Loss(Subject subject, Evidence evidence) {}

    public Losses(NodeName self, Journal journal, Elections elections, Hands hands, Clock clock) {
        this.self = self;
        this.journal = journal;
        this.elections = elections;
        this.hands = hands;
        this.clock = clock;
        this.subscription = journal.follow(change -> look(change.after()));
    }

    /// A hint: all acceptors are asked as soon as a majority gives it.
    public void silent(String acceptor, long a, String node, long incarnation, Duration age) {
        var state = journal.state();
        var subject = new Subject(new NodeName(node), incarnation);
        noteSilent(state, new NodeName(acceptor), subject, said(a, age));
        doubt(state, subject);
    }

    /// This node leads now. What was heard before is as true as before.
    public void leading() {
        var state = journal.state();
        doubted().forEach(subject -> doubt(state, subject));
        look(state);
    }

    private void doubt(State state, Subject subject) {
        var silent = silent(state, subject);
        if (silent.size() < state.majority()) {
            return;
        }
        var leadership = journal.leadership();
        if (leadership.mine()) {
            hands.ask(subject.node().value(), subject.incarnation());
        } else if (silent.first().equals(self) && leadership.leader().map(subject.node()::equals).orElse(true)) {
            // Asking is as safe for one as for another; by the time that somebody leads, it is answered.
            hands.ask(subject.node().value(), subject.incarnation());
            if (leadership.leader().isPresent() && firstTime(new Candidacy(subject, leadership.term()))) {
                elections.standAgainst(subject.node());
            }
        }
    }

    private synchronized boolean firstTime(Candidacy next) {
        boolean first = !candidacy.equals(Optional.of(next));
        candidacy = Optional.of(next);
        return first;
    }

    /// By acceptor: of whom it says at present that it does not hear them.
    public synchronized SortedMap<NodeName, SortedSet<NodeName>> unheard() {
        var state = journal.state();
        var unheard = new TreeMap<NodeName, SortedSet<NodeName>>();
        subjects.keySet().forEach(subject -> silent(state, subject).forEach(
                acceptor -> unheard.computeIfAbsent(acceptor, a -> new TreeSet<>()).add(subject.node())));
        return unheard;
    }

    private synchronized List<Subject> doubted() {
        return List.copyOf(subjects.keySet());
    }

    public void attest(String acceptor, long a, String node, long incarnation, Duration age) {
        var state = journal.state();
        noteAttest(state, new NodeName(acceptor), new Subject(new NodeName(node), incarnation), said(a, age));
        look(state);
    }

    public synchronized void heard(String acceptor, String node, long incarnation) {
        Optional.ofNullable(subjects.get(new Subject(new NodeName(node), incarnation)))
                .ifPresent(heard -> heard.silent.remove(new NodeName(acceptor)));
    }

    public void dead(String node, long incarnation) {
        var state = journal.state();
        noteDead(state, new Subject(new NodeName(node), incarnation));
        look(state);
    }

    private Said said(long a, Duration age) {
        return new Said(a, age.toMillis(), clock.monotonicNanos());
    }

    private synchronized void noteSilent(State state, NodeName acceptor, Subject subject, Said said) {
        note(state, subject).filter(heard -> isVoter(state, acceptor))
                .ifPresent(heard -> heard.silent.put(acceptor, said));
    }

    /// Who says so now.
    private synchronized SortedSet<NodeName> silent(State state, Subject subject) {
        long now = clock.monotonicNanos();
        var silent = new TreeSet<NodeName>();
        Optional.ofNullable(subjects.get(subject)).ifPresent(heard -> heard.silent.forEach((acceptor, said) -> {
            if (counts(state, subject, acceptor, said) && now - said.atNanos() < FRESH.toNanos()) {
                silent.add(acceptor);
            }
        }));
        return silent;
    }

    private synchronized void noteAttest(State state, NodeName acceptor, Subject subject, Said said) {
        note(state, subject).filter(heard -> isVoter(state, acceptor))
                .ifPresent(heard -> heard.attested.put(acceptor, said));
    }

    private synchronized void noteDead(State state, Subject subject) {
        note(state, subject)
                .ifPresent(heard -> heard.dead = Optional.of("it lost its lease, its daemon or its guard"));
    }

    /// Only what is said about a node's last incarnation is kept, so the memory is bounded by the number of nodes.
    private Optional<Heard> note(State state, Subject subject) {
        return isCurrent(state, subject)
                ? Optional.of(subjects.computeIfAbsent(subject, s -> new Heard()))
                : Optional.empty();
    }

    /// A node that is down already may still have something to prove: a group may wait for it.
    private static boolean isCurrent(State state, Subject subject) {
        var node = state.nodes().get(subject.node());
        return node != null && node.life().last() == subject.incarnation()
                && (node.isUp() || Waits.isAwaited(state, node));
    }

    private static boolean isVoter(State state, NodeName acceptor) {
        var node = state.nodes().get(acceptor);
        return node != null && node.voter();
    }

    /// Under the incarnation that the acceptor has in the log, and not about itself: the state counts the same way.
    private static boolean counts(State state, Subject subject, NodeName acceptor, Said said) {
        return !acceptor.equals(subject.node()) && isVoter(state, acceptor)
                && state.nodes().get(acceptor).guard().map(g -> g.incarnation() == said.a()).orElse(false);
    }

    /// Also with every entry that is applied: nearly always nothing is suspected then, and nothing is done.
    private void look(State state) {
        if (suspects(state) && journal.leadership().mine()) {
            due(state).forEach(this::propose);
        }
    }

    private synchronized boolean suspects(State state) {
        subjects.keySet().removeIf(subject -> !isCurrent(state, subject));
        return !subjects.isEmpty();
    }

    private synchronized List<Loss> due(State state) {
        var due = new ArrayList<Loss>();
        subjects.forEach((subject, heard) -> {
            if (!proposing.contains(subject)) {
                evidence(state, subject, heard).ifPresent(evidence -> due.add(new Loss(subject, evidence)));
            }
        });
        due.forEach(loss -> proposing.add(loss.subject()));
        return due;
    }

    private static Optional<Evidence> evidence(State state, Subject subject, Heard heard) {
        if (heard.dead.isPresent()) {
            return heard.dead.map(Evidence.Dead::new);
        }
        var acceptors = new TreeMap<NodeName, Long>();
        long silent = Long.MAX_VALUE;
        for (var entry : heard.attested.entrySet()) {
            if (counts(state, subject, entry.getKey(), entry.getValue())) {
                acceptors.put(entry.getKey(), entry.getValue().a());
                silent = Math.min(silent, entry.getValue().silentMillis());
            }
        }
        return acceptors.size() >= state.majority() && state.nodes().get(subject.node()).isUp()
                ? Optional.of(new Evidence.Attests(acceptors, silent))
                : Optional.empty();
    }

    private void propose(Loss loss) {
        var subject = loss.subject();
        LOG.info("proposing the loss of {} (incarnation {}): {}", subject.node(), subject.incarnation(),
                loss.evidence());
        journal.propose(Proposal.of(new Command.NodeLost(subject.node(), subject.incarnation(), loss.evidence())))
                .whenComplete((outcome, failure) -> {
                    if (failure != null) {
                        LOG.info("the loss of {} is not decided yet: {}", subject.node(), failure.getMessage());
                    } else if (outcome instanceof Outcome.Refused(var refusal)) {
                        LOG.info("the loss of {} is not accepted: {}", subject.node(), refusal.message());
                    }
                    over(subject);
                });
    }

    private synchronized void over(Subject subject) {
        proposing.remove(subject);
    }

    /// How many lives of nodes something is remembered about.
    synchronized int remembered() {
        return subjects.size();
    }

    @Override
    public void close() {
        subscription.close();
    }
}
