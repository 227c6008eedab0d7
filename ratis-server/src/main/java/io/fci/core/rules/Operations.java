package io.fci.core.rules;

import io.fci.core.state.Group;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation;
import io.fci.core.state.Operation.About;
import io.fci.core.state.Operation.Action;
import io.fci.core.state.Operation.Cause;
import io.fci.core.state.Operation.Kind;
import io.fci.core.state.Operation.Progress;
import io.fci.core.state.Operation.Step;
import io.fci.core.state.Ownership;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The story of each change: begun, continued step by step, ended once.
final class Operations {
    private Operations() {}

    /// Begins an operation of the group; one that still runs is superseded.
    ///
    /// @param outageFrom cluster time since which the service is not available
    /// @return the group, now pointing to it
    static Group begin(Turn turn, Group group, Kind kind, Cause cause, String message, OptionalLong outageFrom) {
        long id = turn.nextOperation();
        var outage = outageFrom;
        var running = running(turn, group);
        if (running.isPresent()) {
            var old = running.get();
            if (old.outageFrom().isPresent()) {
                outage = old.outageFrom();
            }
            turn.put(old.ended(new Progress.Superseded(id), turn.wall(), OptionalLong.empty()));
        }
        var from = group.owner().map(Ownership.Owned::node);
        turn.put(new Operation(id, kind, new About.OfGroup(group.name()), cause, message,
                turn.principal(), from, Optional.empty(),
                new Progress.Running(), List.of(), turn.now(), turn.wall(), 0, outage, OptionalLong.empty()));
        return group.withOperation(id);
    }

    /// Begins what is done to a node.
    ///
    /// @return its id
    static long begin(Turn turn, Kind kind, NodeName node, String message) {
        long id = turn.nextOperation();
        turn.put(new Operation(id, kind, new About.OfNode(node), Cause.REQUESTED, message, turn.principal(),
                Optional.empty(), Optional.empty(), new Progress.Running(), List.of(), turn.now(), turn.wall(), 0,
                OptionalLong.empty(), OptionalLong.empty()));
        return id;
    }

    static Optional<Operation> running(Turn turn, OptionalLong id) {
        return id.isEmpty() ? Optional.empty() : turn.state().operation(id.getAsLong()).filter(Operation::isRunning);
    }

    static Optional<Operation> running(Turn turn, Group group) {
        return running(turn, group.operation());
    }

    static void step(Turn turn, Group group, Action action, String target, Optional<NodeName> node, long elapsedMillis,
            Optional<String> failure) {
        step(turn, group.operation(), action, target, node, elapsedMillis, failure);
    }

    static void step(Turn turn, OptionalLong id, Action action, String target, Optional<NodeName> node,
            long elapsedMillis, Optional<String> failure) {
        running(turn, id).ifPresent(
                o -> turn.put(o.withStep(new Step(action, target, node, turn.wall(), elapsedMillis, failure))));
    }

    /// Of an operation about a node, which has no outage of its own.
    static void end(Turn turn, OptionalLong id, Progress how) {
        running(turn, id).ifPresent(o -> turn.put(o.ended(how, turn.wall(), OptionalLong.empty())));
    }

    static void to(Turn turn, Group group, NodeName node) {
        running(turn, group).ifPresent(o -> turn.put(o.withTo(node)));
    }

    static void succeed(Turn turn, Group group) {
        running(turn, group).ifPresent(o -> {
            var outage = o.outageFrom().isPresent() && group.desired() == Group.Desired.ONLINE
                    ? OptionalLong.of(Math.max(0, turn.now() - o.outageFrom().getAsLong()))
                    : OptionalLong.empty();
            turn.put(o.ended(new Progress.Succeeded(), turn.wall(), outage));
        });
    }

    static void fail(Turn turn, Group group, String why) {
        running(turn, group)
                .ifPresent(o -> turn.put(o.ended(new Progress.Failed(why), turn.wall(), OptionalLong.empty())));
    }
}
