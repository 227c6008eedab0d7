package io.fci.core.view;

import io.fci.core.state.Dependencies;
import io.fci.core.state.Group;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.Ownership.Unowned;
import io.fci.core.state.Ownership.Waiting;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceState;
import io.fci.core.state.State;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/// The summary state of a group and of its resources: computed at each look, never stored, so it cannot disagree with what
/// it summarises.
public final class GroupStates {
    private GroupStates() {}

    public enum GroupState {
        ONLINE, OFFLINE, FAILED, STARTING, STOPPING,
        /// What is wanted is online, and an operator keeps the rest offline.
        PARTIAL,
        /// Wanted online, but no node may run it; or one of its resources cannot be stopped, and it has to wait for that.
        BLOCKED,
        /// Its owner is lost, and its takeover policy waits for proof that the machine is off.
        RECOVERING
    }

    public enum ShownResource {
        OFFLINE, STARTING, ONLINE, STOPPING, FAILED,
        /// It cannot be stopped.
        STUCK,
        /// Waits for something it depends on.
        WAITING,
        /// Perhaps still running on a machine that nobody can reach.
        UNKNOWN
    }

    /// Precedence: nobody owns it; a resource cannot be stopped; it is being stopped; a resource was given up; the top-level resources are online (an
    /// inner alternative, such as the address of another subnet, may be offline); something is still on its way.
    public static GroupState of(Group group) {
        return switch (group.ownership()) {
            case Waiting waiting -> GroupState.RECOVERING;
            case Unowned(var reason) -> reason.isPresent() ? GroupState.BLOCKED : GroupState.OFFLINE;
            case Owned owned when stuck(group).isPresent() -> GroupState.BLOCKED;
            case Owned(var node, var incarnation, var epoch, var intent) -> switch (intent) {
                case Intent.Stop(var next) -> GroupState.STOPPING;
                case Intent.Run() -> running(group);
            };
        };
    }

    /// The same, but where it is not known what the owner runs, nothing is online: it may not run it without speaking, and
    /// nobody else may run it yet.
    public static GroupState of(State state, Group group) {
        var summary = of(group);
        boolean claimed = summary == GroupState.ONLINE || summary == GroupState.STARTING
                || summary == GroupState.PARTIAL;
        return claimed && unknown(state, group).isPresent() ? GroupState.BLOCKED : summary;
    }

    /// Why it is not known what the owner runs; empty: it is.
    public static Optional<String> unknown(State state, Group group) {
        return group.owner()
                .flatMap(owner -> state.node(owner.node()))
                .flatMap(node -> node.quiet().map(quiet -> "what " + node.name() + " runs is not known: " + quiet));
    }

    /// The first resource that cannot be stopped.
    public static Optional<ResourceName> stuck(Group group) {
        return group.resources()
                .entrySet()
                .stream()
                .filter(e -> e.getValue().phase() == ResourceState.Phase.STUCK)
                .map(Map.Entry::getKey)
                .findFirst();
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
        var down = down(group, dependencies);
        if (down.size() == states.size()) {
            return GroupState.OFFLINE;
        }
        boolean online = group.resources().entrySet().stream()
                .filter(e -> !down.contains(e.getKey()) && dependencies.directDependents(e.getKey()).stream()
                        .allMatch(down::contains))
                .allMatch(e -> e.getValue().phase() == ResourceState.Phase.ONLINE);
        boolean failed = group.resources().entrySet().stream()
                .anyMatch(e -> !down.contains(e.getKey()) && e.getValue().phase() == ResourceState.Phase.FAILED);
        if (!online || failed) {
            return GroupState.STARTING;
        }
        return down.stream().anyMatch(dependencies::isTopLevel) ? GroupState.PARTIAL : GroupState.ONLINE;
    }

    /// What is kept offline, and what therefore cannot be online.
    private static SortedSet<ResourceName> down(Group group, Dependencies dependencies) {
        var down = new TreeSet<>(group.kept());
        if (!down.isEmpty()) {
            for (var name : dependencies.startOrder()) {
                if (!dependencies.satisfied(name, provider -> !down.contains(provider))) {
                    down.add(name);
                }
            }
        }
        return down;
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
                    case STUCK -> ShownResource.STUCK;
                };
                case Intent.Run() when group.kept().contains(resource) -> switch (state.phase()) {
                    case ONLINE -> ShownResource.STOPPING;
                    case OFFLINE -> ShownResource.OFFLINE;
                    case FAILED -> ShownResource.FAILED;
                    case STUCK -> ShownResource.STUCK;
                };
                case Intent.Run() -> switch (state.phase()) {
                    case ONLINE -> ShownResource.ONLINE;
                    case FAILED -> ShownResource.FAILED;
                    case STUCK -> ShownResource.STUCK;
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
