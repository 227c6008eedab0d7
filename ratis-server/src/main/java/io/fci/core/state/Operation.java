package io.fci.core.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A change of owner or state of a group, or the turning off of a node: while it runs, what is being done; when it has
/// ended, its history. One record and one list of steps, so that every screen tells the same story.
///
/// @param id counts up over the cluster, so ids sort by age
/// @param about whose story it is
/// @param message one sentence with the facts that caused it
/// @param initiator who asked; empty for automatic ones
/// @param startedAt cluster time in milliseconds
/// @param outageFrom cluster time since which the service was not available; empty: it was not interrupted, or not yet
/// @param outageMillis measured when the group is online again
public record Operation(long id, Kind kind, About about, Cause cause, String message, String initiator,
        Optional<NodeName> from, Optional<NodeName> to, Progress progress, List<Step> steps, long startedAt,
        long startedWall, long endedWall, OptionalLong outageFrom, OptionalLong outageMillis) {
    /// More steps are not recorded: a group that restarts for ever must not fill the state.
    public static final int MAX_STEPS = 200;

    public Operation {
        steps = List.copyOf(steps);
    }

    public sealed interface About {
        record OfGroup(GroupName group) implements About {}

        record OfNode(NodeName node) implements About {}
    }

    public enum Kind {
        ONLINE, OFFLINE, MOVE, FAILOVER, RESTART, DELETE, FENCE, DRAIN, FAILBACK
    }

    public enum Cause {
        REQUESTED, RESOURCE_FAILED, NODE_LOST, INITIAL_PLACEMENT, CONFIG_CHANGED, NODE_DRAINED, FAILBACK
    }

    public sealed interface Progress {
        record Running() implements Progress {}

        record Succeeded() implements Progress {}

        record Failed(String why) implements Progress {}

        /// A later operation of the same group took over.
        record Superseded(long by) implements Progress {}
    }

    public enum Action {
        DETECT, WAIT_LEASE, FENCE, STOP, ASSIGN, START
    }

    /// Something that was done.
    ///
    /// @param target a resource, a node or an epoch, in words
    /// @param endedWall wall clock of the leader when it was recorded; for people
    /// @param elapsedMillis measured on the node that did it
    public record Step(Action action, String target, Optional<NodeName> node, long endedWall, long elapsedMillis,
            Optional<String> failure) {}

    /// Empty: it is about a node.
    public Optional<GroupName> group() {
        return about instanceof About.OfGroup(var group) ? Optional.of(group) : Optional.empty();
    }

    public boolean isRunning() {
        return progress instanceof Progress.Running;
    }

    public Operation withStep(Step step) {
        if (steps.size() >= MAX_STEPS) {
            return this;
        }
        var more = new ArrayList<>(steps);
        more.add(step);
        return new Operation(id, kind, about, cause, message, initiator, from, to, progress, more, startedAt,
                startedWall,
                endedWall, outageFrom, outageMillis);
    }

    public Operation withTo(NodeName node) {
        return new Operation(id, kind, about, cause, message, initiator, from, Optional.of(node), progress, steps,
                startedAt, startedWall, endedWall, outageFrom, outageMillis);
    }

    public Operation ended(Progress how, long wall, OptionalLong outage) {
        return new Operation(id, kind, about, cause, message, initiator, from, to, how, steps, startedAt, startedWall,
                wall,
                outageFrom, outage);
    }
}
