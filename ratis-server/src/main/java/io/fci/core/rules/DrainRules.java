package io.fci.core.rules;

import static io.fci.core.log.Refusal.Reason.INVALID_FIELD;
import static io.fci.core.log.Refusal.Reason.NODE_NOT_ELIGIBLE;

import io.fci.core.log.Command;
import io.fci.core.state.Drain;
import io.fci.core.state.Drain.Status;
import io.fci.core.state.Event.Severity;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.Names;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation.Action;
import io.fci.core.state.Operation.Cause;
import io.fci.core.state.Operation.Kind;
import io.fci.core.state.Operation.Progress;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Next;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.Schedule;
import io.fci.core.state.Schedule.Paused;
import io.fci.core.view.Placement;
import io.fci.core.view.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/// Nodes that persons keep free of groups: pause, drain, resume.
public final class DrainRules {
    private static final int LONGEST_REASON = 500;

    private DrainRules() {}

    /// Again is no mistake: the words are taken over, and a drain that failed is tried again.
    public static void drain(Turn turn, Command.DrainNode c) {
        var node = node(turn, c.node());
        requireSensible(turn, c);
        var before = node.schedule().paused();
        var paused = new Paused(c.reason(), turn.principal(), before.map(Paused::since).orElse(turn.now()),
                before.map(Paused::sinceWall).orElse(turn.wall()), before.flatMap(Paused::drain));
        if (c.keepGroups()) {
            if (node.schedule().draining().isPresent()) {
                end(turn, node.withSchedule(paused), paused, Status.FAILED,
                        Optional.of("it was told to keep what it has left"));
            } else if (!node.schedule().equals(paused)) {
                turn.put(node.withSchedule(paused));
                turn.event(Severity.INFO, "NODE_PAUSED", "nodes/" + node.name(), Optional.of(node.name()),
                        "node " + node.name() + " takes no groups any more: it is"
                                + " paused" + paused.words(),
                        OptionalLong.empty());
            }
            return;
        }
        boolean done = before.flatMap(Paused::drain).filter(d -> d.status() == Status.DONE).isPresent();
        if (done && node.schedule().equals(paused) && owned(turn, node.name()).isEmpty()) {
            return;
        }
        var running = node.schedule().draining();
        var operation = running.map(Drain::operation).filter(OptionalLong::isPresent).orElseGet(
                () -> OptionalLong.of(Operations.begin(turn, Kind.DRAIN, node.name(), "drain of " + node.name()
                        + paused.words())));
        var moved = before.flatMap(Paused::drain).map(Drain::moved).orElse(new TreeSet<>());
        var drain = new Drain(c.target(), c.force(), c.maxParallel(), operation, Status.RUNNING, Optional.empty(),
                moved);
        var next = node.withSchedule(paused.withDrain(drain));
        if (next.equals(node)) {
            return;
        }
        turn.put(next);
        turn.event(Severity.INFO, "NODE_DRAINING", "nodes/" + node.name(), Optional.of(node.name()),
                "node " + node.name() + " gives its groups away" + c.target().map(t -> " to " + t).orElse("")
                        + ": it is paused" + paused.words(),
                operation);
    }

    private static void requireSensible(Turn turn, Command.DrainNode c) {
        if (c.reason().length() > LONGEST_REASON) {
            throw Refused.because(INVALID_FIELD, "the reason has " + c.reason().length() + " characters, at most "
                    + LONGEST_REASON + " are kept: '" + Names.abbreviate(c.reason()) + "'", "field", "reason");
        }
        if (c.maxParallel() < 1 || c.maxParallel() > Drain.MOST_PARALLEL) {
            throw Refused.because(INVALID_FIELD, "between 1 and " + Drain.MOST_PARALLEL
                    + " groups may move at once, not " + c.maxParallel(), "field", "max_parallel");
        }
        c.target().ifPresent(target -> {
            var other = node(turn, target);
            if (target.equals(c.node())) {
                throw Refused.because(NODE_NOT_ELIGIBLE, "node '" + target + "' is to give its groups away; name"
                        + " another node, or none", "node", target.value());
            }
            if (!other.isUp() || other.schedule().paused().isPresent()) {
                throw Refused.because(NODE_NOT_ELIGIBLE, "node '" + target + "' cannot take groups: it is "
                        + (other.isUp() ? "paused" + other.schedule().paused().orElseThrow().words() : "not up"),
                        "node", target.value());
            }
        });
    }

    public static void resume(Turn turn, Command.ResumeNode c) {
        var node = node(turn, c.node());
        var paused = node.schedule().paused();
        if (paused.isEmpty()) {
            return;
        }
        paused.get().drain().filter(Drain::isRunning).ifPresent(drain -> Operations.end(turn, drain.operation(),
                new Progress.Failed("the node was resumed")));
        turn.put(node.withSchedule(new Schedule.Open(turn.revision(), turn.now())));
        turn.event(Severity.INFO, "NODE_RESUMED", "nodes/" + node.name(), Optional.of(node.name()),
                "node " + node.name() + " takes groups again", OptionalLong.empty());
        NodeRules.placeWaiting(turn);
        switch (c.back()) {
            case STAY -> {
            }
            case RETURN -> paused.get().drain().ifPresent(drain -> drain.moved().forEach(
                    group -> comeBack(turn, group, node.name())));
        }
    }

    /// Not what somebody has an operation for: that is newer than the drain.
    private static void comeBack(Turn turn, GroupName name, NodeName home) {
        var group = turn.state().group(name).orElse(null);
        if (group == null || !group.holds().locked().isEmpty() || !(group.ownership() instanceof Owned owned)
                || owned.node().equals(home)
                || !(owned.intent() instanceof Intent.Run)
                || Operations.running(turn, group).filter(o -> o.cause() == Cause.REQUESTED).isPresent()
                || !Placement.eligible(turn.state(), group.name(), group.spec(), home)) {
            return;
        }
        Moves.leave(turn, group, owned, Optional.of(home), Kind.FAILBACK, Cause.FAILBACK,
                name + " goes back to " + home + ", which was resumed");
    }

    /// A drain goes on whenever something else is over: called at the end of every command.
    public static void settle(Turn turn) {
        if (!turn.changed()) {
            return;
        }
        for (var node : turn.state().nodes().values()) {
            node.schedule().draining().ifPresent(drain -> advance(turn, node, drain));
        }
    }

    private static void advance(Turn turn, Node node, Drain drain) {
        int moving = 0;
        var stays = new ArrayList<String>();
        var moved = new TreeSet<>(drain.moved());
        for (var group : owned(turn, node.name())) {
            var owned = group.owner().orElseThrow();
            if (owned.intent() instanceof Intent.Stop) {
                moving++;
            } else {
                var target = target(turn, group, drain, node.name());
                var lock = group.holds().locked().entrySet().stream().findFirst();
                if (lock.isPresent()) {
                    stays.add(lock.get().getKey() + " of " + group.name() + " is locked"
                            + lock.get().getValue().words());
                } else if (target.isEmpty() && !drain.force()) {
                    stays.add(group.name() + " has nowhere to go: "
                            + Verdicts.obstacles(turn.state(), group.name(), group.spec(), List.of(node.name())));
                } else if (moving < drain.maxParallel()) {
                    moving++;
                    moved.add(group.name());
                    Moves.leave(turn, group, owned, target, Kind.MOVE, Cause.NODE_DRAINED,
                            node.name() + " is drained" + node.schedule().paused().orElseThrow().words());
                }
            }
        }
        var paused = node.schedule().paused().orElseThrow().withDrain(drain.withMoved(moved));
        if (owned(turn, node.name()).isEmpty()) {
            end(turn, node, paused, Status.DONE, Optional.empty());
        } else if (moving == 0) {
            end(turn, node, paused, Status.FAILED, Optional.of(String.join("; ", stays)));
        } else if (moved.size() != drain.moved().size()) {
            turn.put(node.withSchedule(paused));
        }
    }

    private static Optional<NodeName> target(Turn turn, Group group, Drain drain, NodeName node) {
        return drain.target()
                .filter(t -> Placement.eligible(turn.state(), group.name(), group.spec(), t))
                .or(() -> Placement.best(turn.state(), group.name(), group.spec(), List.of(node)));
    }

    private static List<Group> owned(Turn turn, NodeName node) {
        return Placement.inOrder(turn.state()).stream()
                .filter(g -> g.owner().map(o -> o.node().equals(node)).orElse(false))
                .toList();
    }

    private static void end(Turn turn, Node node, Paused paused, Status how, Optional<String> why) {
        var drain = paused.drain().orElseThrow();
        turn.put(node.withSchedule(paused.withDrain(drain.ended(how, why))));
        if (why.isEmpty()) {
            Operations.step(turn, drain.operation(), Action.STOP, drain.moved().size() + " groups", Optional.of(node
                    .name()), Math.max(0, turn.now() - paused.since()), Optional.empty());
            Operations.end(turn, drain.operation(), new Progress.Succeeded());
            turn.event(Severity.INFO, "NODE_DRAINED", "nodes/" + node.name(), Optional.of(node.name()),
                    "node " + node.name() + " is drained: it owns no group", drain.operation());
        } else {
            Operations.end(turn, drain.operation(), new Progress.Failed(why.get()));
            turn.event(Severity.WARNING, "NODE_DRAIN_FAILED", "nodes/" + node.name(), Optional.of(node.name()),
                    "node " + node.name() + " is not drained: " + why.get(), drain.operation());
        }
    }

    private static Node node(Turn turn, NodeName name) {
        return turn.state().node(name).orElseThrow(() -> NodeRules.unknown(turn.state(), name));
    }
}
