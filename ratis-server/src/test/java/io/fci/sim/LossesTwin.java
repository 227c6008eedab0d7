package io.fci.sim;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.log.Proposal;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import io.fci.core.view.Waits;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Follows the rules of `io.fci.losses.Losses`.
final class LossesTwin {
    private static final long FRESH = 3 * Timeline.SECOND;

    private record Subject(NodeName node, long k) implements Comparable<Subject> {
        @Override
        public int compareTo(Subject other) {
            int byNode = node.compareTo(other.node);
            return byNode != 0 ? byNode : Long.compare(k, other.k);
        }
    }

    private record Said(long a, long silentMillis, long at) {}

    private static final class Heard {
        final Map<NodeName, Said> silent = new TreeMap<>();
        final TreeMap<NodeName, Said> attested = new TreeMap<>();
        boolean dead;
    }

    private final World world;
    private final Host host;
    private final DaemonTwin daemon;
    private final Map<Subject, Heard> subjects = new TreeMap<>();
    private final Set<Subject> proposing = new HashSet<>();
    /// Once a subject: terms do not exist here.
    private final Set<Subject> stoodAgainst = new HashSet<>();

    LossesTwin(World world, Host host, DaemonTwin daemon) {
        this.world = world;
        this.host = host;
        this.daemon = daemon;
        daemon.replica.follow(this::look);
    }

    void silent(NodeName acceptor, long a, String node, long k) {
        note(node, k).ifPresent(heard -> {
            heard.silent.put(acceptor, new Said(a, 0, host.clock.now()));
            if (!world.keeps(Rule.SILENCE_IS_NO_EVIDENCE)) {
                attest(acceptor, a, node, k, 0);
            }
            var state = daemon.replica.state();
            var subject = new Subject(new NodeName(node), k);
            var silent = silent(state, subject, heard);
            if (silent.size() < majority(state)) {
                return;
            }
            var leader = daemon.replica.leader();
            boolean instead = !daemon.replica.leads() && silent.getFirst().equals(host.name)
                    && leader.map(subject.node()::equals).orElse(true);
            if (daemon.replica.leads() || instead) {
                daemon.line().ifPresent(to -> to.toGuard(() -> to.guard.ask(to, subject.node(), k)));
            }
            if (instead && leader.isPresent() && stoodAgainst.add(subject)) {
                daemon.replica.standAgainst(subject.node());
            }
        });
    }

    void attest(NodeName acceptor, long a, String node, long k, long age) {
        note(node, k).ifPresent(heard -> {
            heard.attested.put(acceptor, new Said(a, age, host.clock.now()));
            look(daemon.replica.state());
        });
    }

    void heard(NodeName acceptor, String node, long k) {
        note(node, k).ifPresent(heard -> heard.silent.remove(acceptor));
    }

    void dead(NodeName node, long k) {
        note(node.value(), k).ifPresent(heard -> {
            heard.dead = true;
            look(daemon.replica.state());
        });
    }

    private Optional<Heard> note(String node, long k) {
        var state = daemon.replica.state();
        subjects.keySet().removeIf(s -> !isCurrent(state, s));
        var subject = new Subject(new NodeName(node), k);
        return isCurrent(state, subject)
                ? Optional.of(subjects.computeIfAbsent(subject, _ -> new Heard()))
                : Optional.empty();
    }

    private static boolean isCurrent(State state, Subject subject) {
        var node = state.nodes().get(subject.node());
        return node != null && node.life().last() == subject.k() && (node.isUp() || Waits.isAwaited(state, node));
    }

    private void look(State state) {
        if (!daemon.replica.leads()) {
            return;
        }
        subjects.forEach((subject, heard) -> {
            if (isCurrent(state, subject) && !proposing.contains(subject)) {
                evidence(state, subject, heard).ifPresent(evidence -> propose(subject, evidence));
            }
        });
    }

    private int majority(State state) {
        return world.keeps(Rule.LOSS_NEEDS_A_MAJORITY) ? state.majority() : state.majority() - 1;
    }

    private Optional<Evidence> evidence(State state, Subject subject, Heard heard) {
        if (heard.dead) {
            return Optional.of(new Evidence.Dead("it lost its lease, its daemon or its guard"));
        }
        var acceptors = new TreeMap<NodeName, Long>();
        heard.attested.forEach((acceptor, said) -> {
            if (counts(state, subject, acceptor, said)) {
                acceptors.put(acceptor, said.a());
            }
        });
        if (acceptors.size() < majority(state) || !state.nodes().get(subject.node()).isUp()) {
            return Optional.empty();
        }
        long silent = heard.attested.values().stream().mapToLong(Said::silentMillis).min().orElse(0);
        return Optional.of(world.keeps(Rule.LOSS_NEEDS_A_MAJORITY)
                ? new Evidence.Attests(acceptors, silent)
                : new Evidence.Dead("too few said so"));
    }

    private static Optional<Long> present(State state, NodeName acceptor) {
        return state.node(acceptor).flatMap(Node::guard).map(Node.Acceptor::incarnation);
    }

    private static boolean counts(State state, Subject subject, NodeName acceptor, Said said) {
        return !acceptor.equals(subject.node()) && present(state, acceptor).equals(Optional.of(said.a()));
    }

    private List<NodeName> silent(State state, Subject subject, Heard heard) {
        return heard.silent.entrySet().stream().filter(e -> counts(state, subject, e.getKey(), e.getValue())
                && host.clock.now() - e.getValue().at() < FRESH).map(Map.Entry::getKey).toList();
    }

    private void propose(Subject subject, Evidence evidence) {
        proposing.add(subject);
        daemon.replica.propose(Proposal.of(new Command.NodeLost(subject.node(), subject.k(), evidence)),
                _ -> proposing.remove(subject));
    }
}
