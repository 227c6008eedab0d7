package io.fci.codec.api;

import io.fci.core.state.Group;
import io.fci.core.state.Operation;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.Ownership.Unowned;
import io.fci.core.state.Ownership.Waiting;
import io.fci.core.state.ResourceKind.Address;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.State;
import io.fci.core.view.GroupStates;
import io.fci.core.view.GroupStates.GroupState;
import io.fci.core.view.GroupStates.ShownResource;
import io.fci.core.view.Placement;
import io.fci.v1.GroupStatus;
import io.fci.v1.Instance;
import io.fci.v1.ObjectMeta;
import io.fci.v1.ResourceStatus;
import java.util.Optional;

/// A group as the API shows it: what is wanted, and what is.
public final class GroupWriter {
    private GroupWriter() {}

    public static io.fci.v1.Group write(State state, Group group) {
        return io.fci.v1.Group.newBuilder()
                .setName(ApiNames.of(group.name()))
                .setMeta(meta(group))
                .setSpec(SpecWriter.write(group.spec(), group.desired()))
                .setStatus(status(state, group))
                .putAllLabels(group.labels())
                .build();
    }

    /// Of a deleted group.
    public static io.fci.v1.Group nameAndMeta(Group group) {
        return io.fci.v1.Group.newBuilder().setName(ApiNames.of(group.name())).setMeta(meta(group)).build();
    }

    private static ObjectMeta meta(Group group) {
        var versions = group.versions();
        return ObjectMeta.newBuilder()
                .setUid(group.uid())
                .setEtag(Long.toString(versions.generation()))
                .setGeneration(versions.generation())
                .setCreateRevision(versions.createRevision())
                .setModRevision(versions.modRevision())
                .setCreateTime(Times.of(versions.createdWall()))
                .setUpdateTime(Times.of(versions.updatedWall()))
                .setUpdatedBy(versions.updatedBy())
                .build();
    }

    private static GroupStatus status(State state, Group group) {
        var unknown = GroupStates.unknown(state, group);
        var summary = GroupStates.of(state, group);
        var message = GroupStatus.newBuilder()
                .setState(stateOf(summary))
                .setRecentFailovers(group.failovers().size());
        group.owner().ifPresent(o -> message.setOwner(ApiNames.of(o.node())).setOwnerEpoch(o.epoch()));
        group.spec().resources()
                .forEach(resource -> message.addResources(resource(group, resource, unknown.isPresent())));
        Placement.standby(state, group).forEach(node -> message.addStandbyNodes(ApiNames.of(node)));
        lastChange(state, group).ifPresent(operation -> {
            message.setLastChange(OperationWriter.write(operation));
            if (operation.isRunning()) {
                message.setOperation(ApiNames.operation(operation.id()));
            }
        });
        why(state, group, summary).ifPresent(message::setFailure);
        group.waiting().ifPresent(waiting -> message.setWait(WaitWriter.write(waiting)));
        group.former().keySet().forEach(name -> message.addPendingRestart(ApiNames.of(group.name(), name)));
        group.holds().maintenance().map(HoldWriter::write).ifPresent(message::setMaintenance);
        instance(state, group, summary).ifPresent(message::setInstance);
        return message.build();
    }

    private static Optional<Operation> lastChange(State state, Group group) {
        return group.operation().isEmpty() ? Optional.empty() : state.operation(group.operation().getAsLong());
    }

    private static GroupStatus.State stateOf(GroupState summary) {
        return switch (summary) {
            case ONLINE -> GroupStatus.State.STATE_ONLINE;
            case OFFLINE -> GroupStatus.State.STATE_OFFLINE;
            case PARTIAL -> GroupStatus.State.STATE_PARTIALLY_ONLINE;
            case FAILED -> GroupStatus.State.STATE_FAILED;
            case STARTING -> GroupStatus.State.STATE_STARTING;
            case STOPPING -> GroupStatus.State.STATE_STOPPING;
            case BLOCKED -> GroupStatus.State.STATE_BLOCKED;
            case RECOVERING -> GroupStatus.State.STATE_RECOVERING;
        };
    }

    private static ResourceStatus resource(Group group, ResourceSpec spec, boolean unknown) {
        var state = group.resource(spec.name());
        var message = ResourceStatus.newBuilder()
                .setName(ApiNames.of(group.name(), spec.name()))
                .setState(unknown ? ResourceStatus.State.STATE_UNKNOWN : stateOf(GroupStates.of(group, spec.name())))
                .setSince(Times.of(state.sinceWall()))
                .setKeptOffline(group.kept().contains(spec.name()))
                .setRestarts(state.restarts().size());
        Optional.ofNullable(group.holds().maintained().get(spec.name())).map(HoldWriter::write)
                .ifPresent(message::setMaintenance);
        Optional.ofNullable(group.holds().locked().get(spec.name())).map(HoldWriter::write)
                .ifPresent(message::setLock);
        state.failure().ifPresent(why -> message.setLastFailure(OperationWriter.failure("RESOURCE_FAILED", why)));
        return message.build();
    }

    private static ResourceStatus.State stateOf(ShownResource resource) {
        return switch (resource) {
            case OFFLINE -> ResourceStatus.State.STATE_OFFLINE;
            case STARTING -> ResourceStatus.State.STATE_STARTING;
            case ONLINE -> ResourceStatus.State.STATE_ONLINE;
            case STOPPING -> ResourceStatus.State.STATE_STOPPING;
            case FAILED, STUCK -> ResourceStatus.State.STATE_FAILED;
            case WAITING -> ResourceStatus.State.STATE_WAITING;
            case UNKNOWN -> ResourceStatus.State.STATE_UNKNOWN;
        };
    }

    /// One sentence for a group that is not where it should be.
    private static Optional<io.fci.v1.Failure> why(State state, Group group, GroupState summary) {
        return switch (summary) {
            case RECOVERING -> group.waiting().map(waiting -> WaitWriter.failure(state, waiting));
            case BLOCKED -> switch (group.ownership()) {
                case Unowned(var reason) -> reason.map(why -> OperationWriter.failure("NO_ELIGIBLE_NODE", why));
                case Waiting waiting -> Optional.<io.fci.v1.Failure>empty();
                case Owned owned -> GroupStates.stuck(group)
                        .map(name -> OperationWriter.failure("RESOURCE_NOT_STOPPED", "resource '" + name
                                + "' cannot be stopped on " + owned.node() + ", and the group waits there: "
                                + group.resource(name).failure().orElse("it does not end")))
                        .or(() -> GroupStates.unknown(state, group)
                                .map(why -> OperationWriter.failure("OWNER_QUIET", why)));
            };
            case FAILED -> group.resources()
                    .entrySet()
                    .stream()
                    .filter(e -> e.getValue().abandoned())
                    .findFirst()
                    .map(e -> OperationWriter.failure("RESOURCE_FAILED",
                            "resource '" + e.getKey() + "' was given up: "
                                    + e.getValue().failure().orElse("it failed")));
            case ONLINE, OFFLINE, PARTIAL, STARTING, STOPPING -> Optional.empty();
        };
    }

    private static Optional<Instance> instance(State state, Group group, GroupState summary) {
        return group.inEffect().networkName().map(name -> {
            var message = Instance.newBuilder()
                    .setGroup(ApiNames.of(group.name()))
                    .setNetworkName(name.fqdn())
                    .setReadiness(switch (summary) {
                        case ONLINE -> Instance.Readiness.READINESS_READY;
                        case STARTING, STOPPING -> Instance.Readiness.READINESS_MOVING;
                        case OFFLINE, PARTIAL, FAILED, BLOCKED, RECOVERING ->
                            Instance.Readiness.READINESS_UNAVAILABLE;
                    })
                    .setRevision(state.revision());
            for (var resource : group.inEffect().resources()) {
                if (resource.kind() instanceof Address address) {
                    message.addAddresses(address.ip());
                }
            }
            if (group.ownership() instanceof Owned owned) {
                message.setOwner(ApiNames.of(owned.node())).setOwnerEpoch(owned.epoch());
            }
            return message.build();
        });
    }
}
