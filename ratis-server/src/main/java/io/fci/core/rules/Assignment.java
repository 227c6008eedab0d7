package io.fci.core.rules;

import io.fci.core.state.Event.Severity;
import io.fci.core.state.Group;
import io.fci.core.state.Life;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.Ownership.Unowned;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceState;
import io.fci.core.state.Sorted;
import io.fci.core.view.GroupStates;
import io.fci.core.view.GroupStates.GroupState;
import io.fci.core.view.Placement;
import io.fci.core.view.Verdicts;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Gives a group an owner. The only place where an epoch comes into being.
final class Assignment {
    private Assignment() {}

    /// Assigns a group that nobody owns any more to a node that is eligible. Every assignment has a new epoch, also on the
    /// same node; restart budgets start fresh.
    static void assign(Turn turn, Group group, NodeName node) {
        assign(turn, group, fresh(turn, group), node);
    }

    private static void assign(Turn turn, Group group, Group fresh, NodeName node) {
        if (!(group.ownership() instanceof Unowned)) {
            throw new IllegalStateException("group " + group.name() + " is not free but " + group.ownership());
        }
        if (!(turn.state().nodes().get(node).life() instanceof Life.Up(var incarnation))) {
            throw new IllegalStateException("node " + node + " is not up");
        }
        long epoch = turn.revision();
        var next = fresh.withFormer(Sorted.empty()).withOwnership(new Owned(node, incarnation, epoch, new Intent.Run()))
                .withLastOwner(node);
        Operations.to(turn, next, node);
        Operations.step(turn, next, Operation.Action.ASSIGN, "epoch " + epoch, Optional.of(node), 0, Optional.empty());
        if (GroupStates.of(next) == GroupState.OFFLINE) {
            // Everything is kept offline: there is nothing whose start would end the story.
            Operations.succeed(turn, next);
        }
        turn.put(next);
        turn.event(Severity.INFO, "GROUP_ASSIGNED", next, Optional.of(node),
                "group " + group.name() + " starts on " + node + ", epoch " + epoch, "epoch", Long.toString(epoch),
                "node",
                node.value());
    }

    /// Places a group that nobody owns and that is wanted online; if no node may run it, says so and waits.
    static void place(Turn turn, Group group, Optional<NodeName> choice) {
        if (choice.isPresent()) {
            assign(turn, group, choice.get());
        } else {
            block(turn, group);
        }
    }

    /// The same of a group that its last owner has just released: what it proved goes along.
    static void handOver(Turn turn, Group group, Optional<NodeName> choice) {
        if (choice.isPresent()) {
            var handedOver = Sorted.mapValues(group.resources(), r -> r.handedOver(turn.now(), turn.wall()));
            assign(turn, group, group.withResources(handedOver), choice.get());
        } else {
            block(turn, group);
        }
    }

    private static void block(Turn turn, Group group) {
        var reason = "no node may run it: " + Verdicts.obstacles(turn.state(), group.name(), group.spec(), List.of());
        var blocked = fresh(turn, group).withOwnership(new Unowned(Optional.of(reason)));
        Operations.fail(turn, blocked, reason);
        turn.put(blocked);
        turn.event(Severity.CRITICAL, "GROUP_BLOCKED", blocked, Optional.empty(),
                "group " + group.name() + " waits: " + reason);
    }

    /// Where a start goes when nobody said: where it was last, else the best node.
    static Optional<NodeName> home(Turn turn, Group group) {
        return Placement.home(turn.state(), group);
    }

    static void goOffline(Turn turn, Group group) {
        var offline = fresh(turn, group).withOwnership(new Unowned(Optional.empty()));
        turn.put(offline);
        Operations.succeed(turn, offline);
        turn.event(Severity.INFO, "GROUP_OFFLINE", offline, group.lastOwner(), "group " + group.name() + " is offline");
    }

    static void delete(Turn turn, Group group) {
        Operations.succeed(turn, group);
        turn.remove(group.name());
        turn.event(Severity.INFO, "GROUP_DELETED", group, Optional.empty(), "group " + group.name() + " is deleted");
    }

    /// All resources offline, first attempt, budgets full.
    static Group fresh(Turn turn, Group group) {
        var resources = new TreeMap<ResourceName, ResourceState>();
        for (var resource : group.spec().resources()) {
            resources.put(resource.name(), ResourceState.fresh(turn.now(), turn.wall()));
        }
        return group.withResources(resources).withFormer(Sorted.empty());
    }
}
