package io.fci.core;

import static io.fci.core.Refusal.Reason.INVALID_FIELD;
import static io.fci.core.Refusal.Reason.NODE_NOT_FOUND;
import static io.fci.core.Refusal.Reason.STALE;

import io.fci.core.Event.Severity;
import io.fci.core.Group.Desired;
import io.fci.core.Operation.Action;
import io.fci.core.Operation.Cause;
import io.fci.core.Operation.Kind;
import io.fci.core.Ownership.Intent;
import io.fci.core.Ownership.Next;
import io.fci.core.Ownership.Owned;
import io.fci.core.Ownership.Unowned;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Lives of nodes: who is up under which incarnation, and what becomes of the groups of one that is over.
final class NodeRules {
    /// More than a node can have, and sentences longer than any of ours.
    private static final int MOST_CONCERNS = 64;
    private static final int LONGEST_CONCERN = 500;

    private NodeRules() {}

    static void init(Turn turn, Command.ClusterInit c) {
        if (turn.state().clusterId().isPresent()) {
            throw Refused.because(STALE, "the cluster is initialised already as " + turn.state().clusterId().get());
        }
        if (c.members().isEmpty() || c.clusterId().isEmpty()) {
            throw Refused.because(INVALID_FIELD, "a cluster needs an id and at least one node");
        }
        if (c.members().stream().noneMatch(Command.ClusterInit.Member::voter)) {
            throw Refused.because(INVALID_FIELD, "a cluster needs at least one node that votes");
        }
        turn.init(c.clusterId());
        for (var member : c.members()) {
            if (turn.state().node(member.name()).isPresent()) {
                throw Refused.because(INVALID_FIELD, "node '" + member.name() + "' is named twice; names are unique");
            }
            if (member.addresses().lease().indexOf(':') < 0) {
                throw Refused.because(INVALID_FIELD, "node '" + member.name() + "' has the lease address '"
                        + Names.abbreviate(member.addresses().lease()) + "'; give host:port");
            }
            turn.put(new Node(member.name(), member.addresses(), member.voter(), new Life.Never(), Optional.empty(), "",
                    List.of(), List.of(), Optional.empty(), turn.now(), turn.wall()));
        }
        turn.event(Severity.INFO, "CLUSTER_INITIALISED", "cluster", Optional.empty(),
                "cluster " + c.clusterId() + " begins with nodes " + names(turn.state()), OptionalLong.empty());
    }

    /// The revision becomes the incarnation. The guard has terminated everything left over before it asked, so the
    /// previous incarnation is over, too, and its groups are placed anew: at home first, since the node is back.
    static void guardUp(Turn turn, Command.GuardUp c) {
        var node = turn.state().node(c.node()).orElseThrow(() -> unknown(turn.state(), c.node()));
        if (node.life().last() != c.previousIncarnation()) {
            throw Refused.because(STALE, "node " + c.node() + " is at incarnation " + node.life().last() + ", not "
                    + c.previousIncarnation() + ": this request is outdated");
        }
        for (var network : c.networks()) {
            if (!Networks.isNetwork(network)) {
                throw Refused.because(INVALID_FIELD, "node " + c.node() + " names the network '"
                        + Names.abbreviate(network) + "', which is not of the form address/length");
            }
        }
        var acceptor = node.guard()
                .filter(known -> known.guardUuid().equals(c.guardUuid()))
                .orElse(new Node.Acceptor(c.guardUuid(), turn.revision()));
        turn.put(new Node(node.name(), node.addresses(), node.voter(), new Life.Up(turn.revision()),
                Optional.of(acceptor),
                c.profile(), c.concerns(), c.networks(), Optional.empty(), turn.now(), turn.wall()));
        turn.event(Severity.INFO, "NODE_UP", "nodes/" + c.node(), Optional.of(c.node()),
                "node " + c.node() + " is up, incarnation " + turn.revision()
                        + (node.isUp() ? "; incarnation " + node.life().last() + " is over" : ""),
                OptionalLong.empty(), "incarnation",
                Long.toString(turn.revision()));
        if (node.life() instanceof Life.Up(var previous)) {
            abandon(turn, c.node(), previous, c.node() + " lost its lease or its guard and came back", 0, true);
        }
        placeWaiting(turn);
    }

    /// Takes nothing away: a guard that does not speak may still hold its lease. But its node takes no groups.
    static void reportGuard(Turn turn, Command.ReportGuard c) {
        var node = turn.state().node(c.node()).orElseThrow(() -> unknown(turn.state(), c.node()));
        if (!node.guard().map(g -> g.guardUuid().equals(c.guardUuid())).orElse(false)) {
            throw Refused.because(STALE, "the guard of node " + c.node() + " is another one by now");
        }
        var quiet = c.quiet().map(Names::abbreviate);
        if (node.quiet().equals(quiet)) {
            throw Refused.because(STALE, "that is known of the guard of node " + c.node());
        }
        turn.put(node.withQuiet(quiet));
        if (quiet.isPresent()) {
            turn.event(Severity.WARNING, "GUARD_QUIET", "nodes/" + c.node(), Optional.of(c.node()),
                    "node " + c.node() + ": " + quiet.get(), OptionalLong.empty());
        } else {
            turn.event(Severity.INFO, "GUARD_SPEAKS", "nodes/" + c.node(), Optional.of(c.node()),
                    "the guard of node " + c.node() + " speaks again", OptionalLong.empty());
            placeWaiting(turn);
        }
    }

    static void concerns(Turn turn, Command.ReportConcerns c) {
        var node = turn.state().node(c.node()).orElseThrow(() -> unknown(turn.state(), c.node()));
        // Also of a node that is down: they may say why it does not come back.
        if (node.life().last() != c.incarnation()) {
            throw Refused.because(STALE, "incarnation " + c.incarnation() + " of node " + c.node()
                    + " is not its last one: its concerns are outdated");
        }
        if (c.concerns().size() > MOST_CONCERNS
                || c.concerns().stream().anyMatch(concern -> concern.length() > LONGEST_CONCERN)) {
            throw Refused.because(INVALID_FIELD, "node " + c.node() + " has more than " + MOST_CONCERNS
                    + " concerns, or one of more than " + LONGEST_CONCERN + " characters");
        }
        var now = new TreeSet<>(c.concerns());
        var before = new TreeSet<>(node.concerns());
        if (now.equals(before)) {
            return;
        }
        turn.put(node.withConcerns(c.concerns()));
        now.stream().filter(concern -> !before.contains(concern))
                .forEach(concern -> turn.event(Severity.WARNING, "NODE_CONCERN", "nodes/" + c.node(),
                        Optional.of(c.node()), "node " + c.node() + ": " + concern, OptionalLong.empty()));
        before.stream().filter(concern -> !now.contains(concern))
                .forEach(concern -> turn.event(Severity.INFO, "NODE_CONCERN_OVER", "nodes/" + c.node(),
                        Optional.of(c.node()), "node " + c.node() + ", not any more: " + concern,
                        OptionalLong.empty()));
    }

    static void lost(Turn turn, Command.NodeLost c) {
        var node = turn.state().node(c.node()).orElseThrow(() -> unknown(turn.state(), c.node()));
        if (!(node.life() instanceof Life.Up(var current)) || current != c.incarnation()) {
            throw Refused.because(STALE, "incarnation " + c.incarnation() + " of node " + c.node()
                    + " is not the current one: this evidence is outdated");
        }
        long silent = switch (c.evidence()) {
            case Evidence.Attests attests -> {
                requireMajority(turn.state(), c, attests);
                yield attests.silentMillis();
            }
            case Evidence.Dead dead -> 0;
        };
        var why = switch (c.evidence()) {
            case Evidence.Attests(var acceptors, var millis) -> "not heard for " + millis + " ms by "
                    + Placement.join(List.copyOf(acceptors.keySet()));
            case Evidence.Dead(var reason) -> "its guard stopped everything: " + reason;
        };
        turn.put(node.withLife(new Life.Down(c.incarnation(), why), turn.now(), turn.wall()));
        turn.event(Severity.ERROR, "NODE_LOST", "nodes/" + c.node(), Optional.of(c.node()),
                "node " + c.node() + " is lost: " + why, OptionalLong.empty(), "incarnation",
                Long.toString(c.incarnation()));
        abandon(turn, c.node(), c.incarnation(), c.node() + " was lost: " + why, silent, false);
    }

    /// Evidence counts only from acceptors of the current set, each under its current acceptor incarnation: a guard that
    /// was restarted has forgotten what it acknowledged before.
    private static void requireMajority(State state, Command.NodeLost c, Evidence.Attests attests) {
        var counted = attests.acceptors().entrySet().stream().filter(e -> {
            var acceptor = state.nodes().get(e.getKey());
            return acceptor != null && acceptor.voter() && !e.getKey().equals(c.node())
                    && acceptor.guard().map(g -> g.incarnation() == e.getValue()).orElse(false);
        }).count();
        if (counted < state.majority()) {
            throw Refused.because(STALE, "the loss of " + c.node() + " is attested by " + counted + " acceptors of "
                    + state.majority() + " needed");
        }
    }

    /// Everything the incarnation owned gets a new owner, or comes to rest, in the same turn.
    private static void abandon(Turn turn, NodeName node, long incarnation, String why, long silentMillis,
            boolean isBack) {
        for (var group : turn.state().groups().values()) {
            if (!(group.ownership() instanceof Owned owned) || !owned.node().equals(node)
                    || owned.incarnation() != incarnation) {
                continue;
            }
            var free = group.withOwnership(new Unowned(Optional.empty()));
            switch (owned.intent()) {
                case Intent.Run() -> failOver(turn, group, free, why, silentMillis, isBack);
                case Intent.Stop(var next) -> {
                    Operations.step(turn, group, Action.DETECT, node.value(), Optional.empty(), silentMillis,
                            Optional.of(why));
                    settle(turn, group, free, next);
                }
            }
        }
    }

    /// It was stopping anyway: what was to follow follows.
    private static void settle(Turn turn, Group group, Group free, Next next) {
        switch (next) {
            case Next.GoOffline() -> Assignment.goOffline(turn, free);
            case Next.Delete() -> Assignment.delete(turn, free);
            case Next.Assign(var target, var avoid) -> Assignment.place(turn, free,
                    target.filter(t -> Placement.eligible(turn.state(), group.spec(), t))
                            .or(() -> Placement.best(turn.state(), group.spec(), avoid.stream().toList()))
                            .or(() -> Placement.best(turn.state(), group.spec(), List.of())));
        }
    }

    private static void failOver(Turn turn, Group group, Group free, String why, long silentMillis, boolean isBack) {
        var outageFrom = OptionalLong.of(Math.max(0, turn.now() - silentMillis));
        var begun = Operations.begin(turn, group, Kind.FAILOVER, Cause.NODE_LOST, why, outageFrom);
        Operations.step(turn, begun, Action.DETECT, group.owner().orElseThrow().node().value(), Optional.empty(),
                silentMillis, Optional.empty());
        var unowned = begun.withOwnership(free.ownership());
        var choice = isBack
                ? Assignment.home(turn, unowned)
                : Placement.afterFailure(turn.state(), group.spec(), group.owner().orElseThrow().node(), true);
        Assignment.place(turn, unowned, choice);
    }

    /// Groups that are wanted online and had no node to go to.
    static void placeWaiting(Turn turn) {
        for (var group : turn.state().groups().values()) {
            if (group.desired() == Desired.ONLINE && group.ownership() instanceof Unowned) {
                var choice = Assignment.home(turn, group);
                if (choice.isPresent()) {
                    var begun = Operations.begin(turn, group, Kind.ONLINE, Cause.INITIAL_PLACEMENT,
                            group.name() + " waited for a node that may run it", OptionalLong.empty());
                    Assignment.assign(turn, begun, choice.get());
                }
            }
        }
    }

    /// The owner stopped the group and proved it: what was to follow follows now, in the same turn.
    static void released(Turn turn, Command.Released c) {
        var group = turn.state().group(c.group()).orElse(null);
        if (group == null || !(group.ownership() instanceof Owned owned)
                || !owned.is(c.node(), c.incarnation(), c.epoch())) {
            throw Refused.because(STALE, "epoch " + c.epoch() + " of group " + c.group() + " on " + c.node()
                    + " is over already");
        }
        if (!(owned.intent() instanceof Intent.Stop(var next))) {
            throw Refused.because(STALE, "group " + c.group() + " is wanted on " + c.node());
        }
        var free = group.withOwnership(new Unowned(Optional.empty()));
        turn.event(Severity.INFO, "GROUP_RELEASED", free, Optional.of(c.node()),
                "group " + c.group() + " is stopped on " + c.node() + ", epoch " + c.epoch() + " is over", "epoch",
                Long.toString(c.epoch()));
        settle(turn, group, free, next);
    }

    static String names(State state) {
        return state.nodes().keySet().stream().map(NodeName::value).collect(Collectors.joining(", "));
    }

    static Refused unknown(State state, NodeName node) {
        return Refused.because(NODE_NOT_FOUND, "there is no node '" + node + "' (nodes: " + names(state) + ")", "name",
                node.value());
    }
}
