package io.fci.core;

import io.fci.core.log.Command;
import io.fci.core.log.Command.Report;
import io.fci.core.log.Entry;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Dependencies;
import io.fci.core.state.Drain;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceState.Phase;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// What the cluster would do if something happened: the same commands through the same rules, on a copy of the state, and
/// machines that do what they are told. There is no second opinion about placement.
///
/// @param after how things are when everything has come to rest
/// @param refused what could not happen or is not decided, in words
public record Simulate(State before, State after, List<String> refused) {
    /// More than any sequence of incidents leads to.
    private static final int MOST_ROUNDS = 1_000;

    public Simulate {
        refused = List.copyOf(refused);
    }

    public sealed interface Incident {
        /// Its machine is gone, without a word.
        record NodeLost(NodeName node) implements Incident {}

        record NodeDrained(NodeName node) implements Incident {}

        /// It comes up, or is resumed.
        record NodeReturned(NodeName node) implements Incident {}

        /// It fails, and every restart on that node fails, too.
        record ResourceFailed(GroupName group, ResourceName resource) implements Incident {}
    }

    /// A group that has another owner afterwards.
    public record Move(GroupName group, Optional<NodeName> from, Optional<NodeName> to, String reason) {}

    /// All of them happen before anything is done about the first.
    public static Simulate of(State state, List<Incident> incidents) {
        var run = new Run(state);
        for (var incident : incidents) {
            run.happens(incident, incidents);
        }
        run.settle();
        return new Simulate(state, run.state, run.refused);
    }

    public List<Move> moves() {
        var moves = new ArrayList<Move>();
        for (var group : after.groups().values()) {
            var from = before.group(group.name()).flatMap(Group::owner).map(Owned::node);
            var to = group.owner().map(Owned::node);
            if (!from.equals(to)) {
                var why = group.operation().isEmpty()
                        ? ""
                        : after.operation(group.operation().getAsLong())
                                .map(o -> o.message()).orElse("");
                moves.add(new Move(group.name(), from, to, why));
            }
        }
        return moves;
    }

    private static final class Run {
        private final List<String> refused = new ArrayList<>();
        private State state;

        Run(State state) {
            this.state = state;
        }

        void happens(Incident incident, List<Incident> all) {
            switch (incident) {
                case Incident.NodeLost(var node) -> lost(node, all);
                case Incident.NodeDrained(var node) -> apply(new Command.DrainNode(node, "simulated", Optional.empty(),
                        false, false, Drain.DEFAULT_PARALLEL));
                case Incident.NodeReturned(var node) -> returned(node);
                case Incident.ResourceFailed(var group, var resource) -> failed(group, resource);
            }
        }

        /// Attested by all voters that are up and not lost in the same moment.
        private void lost(NodeName name, List<Incident> all) {
            var node = state.node(name);
            if (node.isEmpty() || !node.get().isUp()) {
                refused.add("node " + name + (node.isEmpty() ? " does not exist" : " is not up"));
                return;
            }
            var acceptors = new TreeMap<NodeName, Long>();
            state.nodes().values().stream()
                    .filter(n -> n.voter() && n.isUp() && !all.contains(new Incident.NodeLost(n.name())))
                    .forEach(n -> n.guard().ifPresent(g -> acceptors.put(n.name(), g.incarnation())));
            apply(new Command.NodeLost(name, node.get().life().last(), new Evidence.Attests(acceptors, 0)));
        }

        private void returned(NodeName name) {
            var node = state.node(name);
            if (node.isPresent() && !node.get().isUp()) {
                var known = node.get().guard().map(Node.Acceptor::guardUuid).orElse("simulated");
                apply(new Command.GuardUp(name, known, node.get().life().last(), node.get().profile(), List.of(),
                        node.get().networks()));
            }
            apply(new Command.ResumeNode(name, Command.ResumeNode.Back.STAY));
        }

        private void failed(GroupName name, ResourceName resource) {
            var group = state.group(name);
            if (group.isEmpty() || !group.get().resources().containsKey(resource)) {
                refused.add("there is no resource " + name + "/" + resource);
                return;
            }
            if (!(group.get().ownership() instanceof Owned first)) {
                refused.add(name + " runs nowhere, so " + resource + " cannot fail");
                return;
            }
            for (int i = 0; i < MOST_ROUNDS; i++) {
                var now = state.group(name).orElseThrow();
                var owned = now.owner().filter(o -> o.equals(first)).orElse(null);
                if (owned == null || now.resource(resource).abandoned()) {
                    return;
                }
                report(now, owned, resource, new Report.Failed("simulated"));
            }
        }

        /// What was told to stop stops, and what was told to start starts, until there is nothing to do.
        void settle() {
            for (int round = 0; round < MOST_ROUNDS; round++) {
                long revision = state.revision();
                for (var name : state.groups().keySet()) {
                    state.group(name).ifPresent(this::follow);
                }
                if (state.revision() == revision) {
                    return;
                }
            }
            refused.add("it does not come to rest");
        }

        private void follow(Group group) {
            group.owner().ifPresent(owned -> {
                switch (owned.intent()) {
                    case Intent.Stop(var next) -> apply(new Command.Released(owned.node(), owned.incarnation(),
                            group.name(), owned.epoch(), List.of()));
                    case Intent.Run() -> Dependencies.of(group.spec().resources()).startOrder().stream()
                            .filter(r -> group.resource(r).phase() != Phase.ONLINE && !group.resource(r).abandoned())
                            .forEach(r -> report(group, owned, r, new Report.Online()));
                }
            });
        }

        private void report(Group group, Owned owned, ResourceName resource, Report report) {
            apply(new Command.ReportResource(owned.node(), owned.incarnation(), group.name(), owned.epoch(), resource,
                    group.resource(resource).attempt(), report, 0));
        }

        private void apply(Command command) {
            var applied = Cluster.apply(state, new Entry(state.clusterTime(), 0, List.of(Proposal.of(command))));
            if (applied.outcomes().getFirst() instanceof Outcome.Refused(var refusal)) {
                refused.add(refusal.message());
            }
            state = applied.state();
        }
    }
}
