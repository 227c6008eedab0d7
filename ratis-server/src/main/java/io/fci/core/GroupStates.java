package io.fci.core;

import io.fci.core.Ownership.Intent;
import io.fci.core.Ownership.Owned;
import io.fci.core.Ownership.Unowned;
import io.fci.core.Ownership.Waiting;

/// The summary state of a group and of its resources: computed at each look, never stored, so it cannot disagree with what
/// it summarises.
public final class GroupStates {
    private GroupStates() {}

    public enum GroupState {
        ONLINE, OFFLINE, FAILED, STARTING, STOPPING,
        /// Wanted online, but no node may run it.
        BLOCKED,
        /// Its owner is lost, and its takeover policy waits for proof that the machine is off.
        RECOVERING
    }

    public enum ShownResource {
        OFFLINE, STARTING, ONLINE, STOPPING, FAILED,
        /// Waits for something it depends on.
        WAITING,
        /// Perhaps still running on a machine that nobody can reach.
        UNKNOWN
    }

    /// Precedence: nobody owns it; it is being stopped; a resource was given up; the top-level resources are online (an
    /// inner alternative, such as the address of another subnet, may be offline); something is still on its way.
    public static GroupState of(Group group) {
        return switch (group.ownership()) {
            case Waiting waiting -> GroupState.RECOVERING;
            case Unowned(var reason) -> reason.isPresent() ? GroupState.BLOCKED : GroupState.OFFLINE;
            case Owned(var node, var incarnation, var epoch, var intent) -> switch (intent) {
                case Intent.Stop(var next) -> GroupState.STOPPING;
                case Intent.Run() -> running(group);
            };
        };
    }

    private static GroupState running(Group group) {
        var states = group.resources().values();
        if (states.isEmpty()) {
            return GroupState.OFFLINE;
        }
        if (states.stream().anyMatch(ResourceState::abandoned)) {
            return GroupState.FAILED;
        }
        var dependencies = Dependencies.of(group.spec().resources());
        var topLevelOnline = group.resources()
                .entrySet()
                .stream()
                .filter(e -> dependencies.isTopLevel(e.getKey()))
                .allMatch(e -> e.getValue().phase() == ResourceState.Phase.ONLINE);
        var failed = states.stream().anyMatch(s -> s.phase() == ResourceState.Phase.FAILED);
        return topLevelOnline && !failed ? GroupState.ONLINE : GroupState.STARTING;
    }

    public static ShownResource of(Group group, ResourceName resource) {
        var state = group.resource(resource);
        return switch (group.ownership()) {
            case Waiting waiting -> ShownResource.UNKNOWN;
            case Unowned(var reason) -> ShownResource.OFFLINE;
            case Owned(var node, var incarnation, var epoch, var intent) -> switch (intent) {
                case Intent.Stop(var next) -> switch (state.phase()) {
                    case ONLINE -> ShownResource.STOPPING;
                    case OFFLINE -> ShownResource.OFFLINE;
                    case FAILED -> ShownResource.FAILED;
                };
                case Intent.Run() -> switch (state.phase()) {
                    case ONLINE -> ShownResource.ONLINE;
                    case FAILED -> ShownResource.FAILED;
                    case OFFLINE -> waitsForProvider(group, resource) ? ShownResource.WAITING : ShownResource.STARTING;
                };
            };
        };
    }

    private static boolean waitsForProvider(Group group, ResourceName resource) {
        return !Dependencies.of(group.spec().resources())
                .satisfied(resource, name -> group.resource(name).phase() == ResourceState.Phase.ONLINE);
    }
}
