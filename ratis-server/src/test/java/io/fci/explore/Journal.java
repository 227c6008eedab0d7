package io.fci.explore;

import static io.fci.explore.Rule.CONFIRMED_NAMES_THE_INCARNATION;
import static io.fci.explore.Rule.EPOCH_NEVER_TWICE;
import static io.fci.explore.Rule.EVIDENCE_IS_OF_THE_PRESENT;
import static io.fci.explore.Rule.FENCED_NAMES_ITS_ORDER;
import static io.fci.explore.Rule.GUARD_UP_COMPARES;
import static io.fci.explore.Rule.LOSS_NAMES_THE_INCARNATION;
import static io.fci.explore.Rule.MAJORITY_OF_ACCEPTORS;
import static io.fci.explore.Rule.RELEASED_NAMES_ITS_EPOCH;
import static io.fci.explore.Rule.THE_END_OF_A_LEASE_IS_NOT_ENOUGH;

import io.fci.core.Cluster;
import io.fci.core.log.Command;
import io.fci.core.log.Entry;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Fencing;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.State;
import io.fci.core.state.Takeover;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Commits: the real [Cluster#apply] decides what becomes of a command. A refused one changes nothing and is not kept.
final class Journal {
    private record Next(Log log, Command command) {}

    private final Scope scope;
    private final Map<Next, Optional<Log>> known = new HashMap<>();
    private int logs;

    Journal(Scope scope) {
        this.scope = scope;
    }

    Log beginning() {
        var state = State.EMPTY;
        var commands = Log.beginning(takeover());
        for (var command : commands) {
            state = apply(state, command).orElseThrow();
        }
        return new Log(logs++, Optional.empty(), commands.getLast(), state, 0);
    }

    private Takeover takeover() {
        return scope.stuck().filter(_ -> scope.has(THE_END_OF_A_LEASE_IS_NOT_ENOUGH)).orElse(Takeover.LEASE);
    }

    Optional<Log> commit(Log log, Command command) {
        if (log.length() >= scope.entries()) {
            return Optional.empty();
        }
        var next = known.get(new Next(log, command));
        if (next == null) {
            next = apply(log.state(), bent(log, command)).filter(state -> !state.equals(log.state()))
                    .map(state -> new Log(logs++, Optional.of(log), command, scope.has(EPOCH_NEVER_TWICE)
                            ? state
                            : oldEpoch(log, state), log.length() + 1));
            known.put(new Next(log, command), next);
        }
        return next;
    }

    private static Optional<State> apply(State state, Command command) {
        var applied = Cluster.apply(state, new Entry(0, 0, List.of(Proposal.of(command))));
        return applied.outcomes().getFirst() instanceof Outcome.Accepted
                ? Optional.of(applied.state())
                : Optional.empty();
    }

    private Command bent(Log log, Command command) {
        if (command instanceof Command.GuardUp up && !scope.has(GUARD_UP_COMPARES)) {
            return Log.guardUp(up.node().value(), up.guardUuid(), log.life(up.node().value()).last());
        }
        if (command instanceof Command.NodeLost(var node, var _, var evidence)
                && !scope.has(LOSS_NAMES_THE_INCARNATION)) {
            return new Command.NodeLost(node, log.life(node.value()).last(), evidence);
        }
        if (command instanceof Command.Released r && !scope.has(RELEASED_NAMES_ITS_EPOCH)) {
            return log.owner().filter(o -> o.node().equals(r.node())).<Command>map(
                    o -> new Command.Released(r.node(), o.incarnation(), r.group(), o.epoch())).orElse(command);
        }
        if (command instanceof Command.NodeLost(var node, var k, Evidence.Attests attests)
                && !scope.has(EVIDENCE_IS_OF_THE_PRESENT)) {
            var now = new TreeMap<NodeName, Long>();
            attests.acceptors().keySet().forEach(x -> now.put(x, log.guard(x.value()).incarnation()));
            return new Command.NodeLost(node, k, new Evidence.Attests(now, 0));
        }
        if (command instanceof Command.NodeLost(var node, var k, Evidence.Attests attests)
                && !scope.has(MAJORITY_OF_ACCEPTORS)) {
            return new Command.NodeLost(node, k, everybodyElse(log, node));
        }
        if (command instanceof Command.NodeLost(var node, var k, Evidence.Fenced fenced)
                && !scope.has(FENCED_NAMES_ITS_ORDER)) {
            return log.state().nodes().get(node).fencing().job().<Command>map(job -> new Command.NodeLost(node, k,
                    new Evidence.Fenced(fenced.by(), job.order(), log.state().nodes().get(node).fencing().level(1)
                            .stream().map(Fencing.Device::id).toList(), 0)))
                    .orElse(command);
        }
        if (command instanceof Command.ConfirmDown c && !scope.has(CONFIRMED_NAMES_THE_INCARNATION)) {
            return new Command.ConfirmDown(c.node(), log.life(c.node().value()).last(), c.comment());
        }
        return command;
    }

    private static Evidence everybodyElse(Log log, NodeName lost) {
        var all = new TreeMap<NodeName, Long>();
        log.state().nodes().values().stream().filter(n -> !n.name().equals(lost))
                .forEach(n -> all.put(n.name(), n.guard().orElseThrow().incarnation()));
        return new Evidence.Attests(all, 0);
    }

    /// As if an epoch belonged to a node and not to an assignment.
    private static State oldEpoch(Log log, State state) {
        var group = state.groups().get(Log.GROUP);
        if (!(group.ownership() instanceof Owned now)) {
            return state;
        }
        var before = log.owners().stream().filter(old -> old.node().equals(now.node())
                && old.incarnation() == now.incarnation()).findFirst();
        return before.map(old -> {
            var groups = new TreeMap<>(state.groups());
            groups.put(Log.GROUP, group.withOwnership(new Owned(now.node(), now.incarnation(), old.epoch(),
                    now.intent())));
            return new State(state.clusterId(), state.revision(), state.clusterTime(), state.featureLevel(),
                    state.nodes(), groups, state.operations(), state.requests(), state.events());
        }).orElse(state);
    }
}
