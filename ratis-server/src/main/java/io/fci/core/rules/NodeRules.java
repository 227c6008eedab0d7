package io.fci.core.rules;

import static io.fci.core.log.Refusal.Reason.INVALID_FIELD;
import static io.fci.core.log.Refusal.Reason.NODE_NOT_FOUND;
import static io.fci.core.log.Refusal.Reason.STALE;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.rules.TakeoverRules.Loss;
import io.fci.core.state.Event.Severity;
import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.Group.Desired;
import io.fci.core.state.Life;
import io.fci.core.state.Names;
import io.fci.core.state.Networks;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation.Cause;
import io.fci.core.state.Operation.Kind;
import io.fci.core.state.Operation.Progress;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.Ownership.Unowned;
import io.fci.core.state.Schedule;
import io.fci.core.state.State;
import io.fci.core.state.Takeover.Proof;
import io.fci.core.state.Teardown;
import io.fci.core.view.Placement;
import io.fci.core.view.Verdicts;
import io.fci.core.view.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Lives of nodes: who is up under which incarnation, and what becomes of the groups of one that is over.
public final class NodeRules {
    /// More than a node can have, and sentences longer than any of ours.
    private static final int MOST_CONCERNS = 64;
    private static final int LONGEST_CONCERN = 500;
    private static final int MOST_REASONS = 500;

    private NodeRules() {}

    public static void init(Turn turn, Command.ClusterInit c) {
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
                    List.of(), List.of(), Optional.empty(), Fencing.NONE, turn.now(), turn.wall(), Optional.empty(),
                    Schedule.Open.ALWAYS, Optional.empty()));
        }
        turn.event(Severity.INFO, "CLUSTER_INITIALISED", "cluster", Optional.empty(),
                "cluster " + c.clusterId() + " begins with nodes " + names(turn.state()), OptionalLong.empty());
    }

    /// The revision becomes the incarnation. The guard has terminated everything left over before it asked, so the
    /// previous incarnation is over, too, and its groups are placed anew: at home first, since the node is back.
    public static void guardUp(Turn turn, Command.GuardUp c) {
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
                c.profile(), c.concerns(), c.networks(), Optional.empty(), node.fencing(), turn.now(), turn.wall(),
                c.teardown().or(node::teardown), node.schedule(), node.maintenance()));
        c.teardown().ifPresent(teardown -> toreDown(turn, c.node(), teardown));
        turn.event(Severity.INFO, "NODE_UP", "nodes/" + c.node(), Optional.of(c.node()),
                "node " + c.node() + " is up, incarnation " + turn.revision()
                        + (node.isUp() ? "; incarnation " + node.life().last() + " is over" : ""),
                OptionalLong.empty(), "incarnation",
                Long.toString(turn.revision()));
        // Its next life is proof that the last one is over, and that life is no longer the one to be fenced.
        FencingRules.over(turn, c.node(), new Progress.Failed(c.node() + " came back, as incarnation "
                + turn.revision() + ", before it was confirmed to be off"));
        TakeoverRules.over(turn, new Loss(c.node(), node.life().last(), Proof.STOPPED, c.node()
                + " lost its lease or its guard and came back", 0, true));
        placeWaiting(turn);
        FencingRules.reassign(turn, c.node());
    }

    /// Takes nothing away: a guard that does not speak may still hold its lease. But its node takes no groups.
    public static void reportGuard(Turn turn, Command.ReportGuard c) {
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

    public static void concerns(Turn turn, Command.ReportConcerns c) {
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

    private static void toreDown(Turn turn, NodeName node, Teardown teardown) {
        var facts = new ArrayList<>(List.of("incarnation", Long.toString(teardown.incarnation()), "total_us",
                Long.toString(teardown.micros())));
        for (var step : teardown.steps()) {
            facts.addAll(List.of(step.what() + "_us", Long.toString(step.micros())));
        }
        turn.event(Severity.WARNING, "NODE_TORN_DOWN", "nodes/" + node, Optional.of(node),
                "the guard of " + node + " stopped everything of incarnation " + teardown.incarnation() + " in "
                        + Teardown.millis(teardown.micros()) + " because " + teardown.why() + ": " + teardown.shown(),
                OptionalLong.empty(), facts.toArray(String[]::new));
    }

    public static void lost(Turn turn, Command.NodeLost c) {
        var node = turn.state().node(c.node()).orElseThrow(() -> unknown(turn.state(), c.node()));
        boolean waited = Waits.isAwaited(turn.state(), c.node(), c.incarnation());
        boolean current = node.life().last() == c.incarnation() && switch (c.evidence()) {
            case Evidence.Attests attests -> node.isUp();
            case Evidence.Dead dead -> node.isUp() || waited;
            case Evidence.Fenced fenced -> !(node.life() instanceof Life.Never);
        };
        if (!current) {
            throw Refused.because(STALE, "incarnation " + c.incarnation() + " of node " + c.node()
                    + " is not the current one: this evidence is outdated");
        }
        var loss = switch (c.evidence()) {
            case Evidence.Attests attests -> {
                requireMajority(turn.state(), c, attests);
                yield loss(c, Proof.LEASE_OVER, "not heard "
                        + (attests.silentMillis() > 0 ? "for " + attests.silentMillis() + " ms " : "") + "by "
                        + Verdicts.join(List.copyOf(attests.acceptors().keySet())), attests.silentMillis());
            }
            case Evidence.Dead(var reason) ->
                loss(c, Proof.STOPPED, "its guard stopped everything: " + reason, 0);
            case Evidence.Fenced fenced -> {
                FencingRules.confirmed(turn, node, c.incarnation(), fenced);
                yield loss(c, Proof.TURNED_OFF, "turned off by " + fenced.by() + " with "
                        + String.join(" and ", fenced.devices()), 0);
            }
        };
        down(turn, loss);
        TakeoverRules.over(turn, loss);
        FencingRules.adjust(turn, c.node());
        FencingRules.reassign(turn, c.node());
    }

    private static Loss loss(Command.NodeLost c, Proof proof, String why, long silentMillis) {
        return new Loss(c.node(), c.incarnation(), proof, why, silentMillis, false);
    }

    /// A node that was down already is down for one more reason, if there is room for it: it may be turned off for ever.
    static void down(Turn turn, Loss loss) {
        var node = turn.state().nodes().get(loss.node());
        if (node.life() instanceof Life.Down(var last, var why)) {
            var reasons = why.contains(loss.why()) || why.length() > MOST_REASONS ? why : why + "; " + loss.why();
            turn.put(node.withLife(new Life.Down(last, reasons), node.since(), node.sinceWall()));
            turn.event(Severity.INFO, "NODE_PROVED_DOWN", "nodes/" + loss.node(), Optional.of(loss.node()),
                    "node " + loss.node() + " is down for certain: " + loss.why(), OptionalLong.empty(), "incarnation",
                    Long.toString(loss.incarnation()));
        } else {
            turn.put(node.withLife(new Life.Down(loss.incarnation(), loss.why()), turn.now(), turn.wall()));
            turn.event(Severity.ERROR, "NODE_LOST", "nodes/" + loss.node(), Optional.of(loss.node()),
                    "node " + loss.node() + " is lost: " + loss.why(), OptionalLong.empty(), "incarnation",
                    Long.toString(loss.incarnation()));
        }
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

    /// A group that is kept apart from another one may go where that one left: looked at after every command, as it has no
    /// timer and no event of its own.
    public static void settle(Turn turn) {
        if (turn.moved() && turn.state().groups().values().stream().anyMatch(NodeRules::waitsForRoom)) {
            placeWaiting(turn);
        }
    }

    private static boolean waitsForRoom(Group group) {
        return group.desired() == Desired.ONLINE && group.ownership() instanceof Unowned
                && !group.spec().apart().keys().isEmpty() && !group.spec().resources().isEmpty();
    }

    /// Groups that are wanted online and had no node to go to.
    static void placeWaiting(Turn turn) {
        for (var group : Placement.inOrder(turn.state())) {
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
    public static void released(Turn turn, Command.Released c) {
        var group = turn.state().group(c.group()).orElse(null);
        if (group == null || !(group.ownership() instanceof Owned owned)
                || !owned.is(c.node(), c.incarnation(), c.epoch())) {
            throw Refused.because(STALE, "epoch " + c.epoch() + " of group " + c.group() + " on " + c.node()
                    + " is over already");
        }
        if (!(owned.intent() instanceof Intent.Stop(var next))) {
            throw Refused.because(STALE, "group " + c.group() + " is wanted on " + c.node());
        }
        for (var each : c.stopped()) {
            FailurePolicy.report(turn, new Command.ReportResource(c.node(), c.incarnation(), c.group(), c.epoch(),
                    each.resource(), each.attempt(), new Command.Report.Stopped(), each.elapsedMillis()));
        }
        var stopped = turn.state().group(c.group()).orElseThrow();
        var free = stopped.withOwnership(new Unowned(Optional.empty()));
        turn.event(Severity.INFO, "GROUP_RELEASED", free, Optional.of(c.node()),
                "group " + c.group() + " is stopped on " + c.node() + ", epoch " + c.epoch() + " is over", "epoch",
                Long.toString(c.epoch()));
        TakeoverRules.settle(turn, stopped, free, next, Assignment::handOver);
    }

    static String names(State state) {
        return state.nodes().keySet().stream().map(NodeName::value).collect(Collectors.joining(", "));
    }

    static Refused unknown(State state, NodeName node) {
        return Refused.because(NODE_NOT_FOUND, "there is no node '" + node + "' (nodes: " + names(state) + ")", "name",
                node.value());
    }
}
