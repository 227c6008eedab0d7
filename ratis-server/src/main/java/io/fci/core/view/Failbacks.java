package io.fci.core.view;

import io.fci.core.state.Failback;
import io.fci.core.state.Group;
import io.fci.core.state.Life;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.Schedule;
import io.fci.core.state.State;
import io.fci.core.view.GroupStates.GroupState;
import java.util.Optional;

/// Where a group would go back to by itself, and when. Only to a node that came back after the group had come to its
/// present owner: a group that a person moved, or that failed there, does not return to where it was.
public final class Failbacks {
    private Failbacks() {}

    /// @param due cluster time in milliseconds; in a window, if it has one, that is open then or later
    public record Return(NodeName to, long due) {}

    /// Empty: it stays, whatever happens to time.
    public static Optional<Return> of(State state, Group group) {
        var failback = group.spec().failback();
        if (failback.mode() == Failback.Mode.NEVER || !settled(state, group)) {
            return Optional.empty();
        }
        var owned = group.owner().orElseThrow();
        var preferred = group.spec().preferredNodes();
        int present = preferred.indexOf(owned.node());
        return preferred.stream()
                .limit(present < 0 ? preferred.size() : present)
                .map(node -> Verdicts.of(state, state.nodes().get(node), group.name(), group.spec()))
                .filter(verdict -> verdict.eligible() && !verdict.lastResort())
                .map(Verdict::node)
                .findFirst()
                .flatMap(node -> back(state.nodes().get(node), owned))
                .map(back -> new Return(back.to(), back.due() + failback.stableMillis()));
    }

    /// It runs well, and nothing else is being done with it: going back is never a reason to interrupt.
    private static boolean settled(State state, Group group) {
        return group.owner().filter(o -> o.intent() instanceof Intent.Run).isPresent()
                && group.holds().locked().isEmpty()
                && GroupStates.of(state, group) == GroupState.ONLINE
                && (group.operation().isEmpty()
                        || state.operation(group.operation().getAsLong()).filter(o -> o.isRunning()).isEmpty());
    }

    /// Revisions tell what came first: epochs, incarnations and the end of a pause all are some.
    private static Optional<Return> back(Node node, Owned owned) {
        if (!(node.life() instanceof Life.Up(var incarnation))
                || !(node.schedule() instanceof Schedule.Open(var opened, var openSince))) {
            return Optional.empty();
        }
        return Math.max(incarnation, opened) > owned.epoch()
                ? Optional.of(new Return(node.name(), Math.max(node.since(), openSince)))
                : Optional.empty();
    }
}
