package io.fci.core.state;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;

/// A group: the unit of failover. Its desired state is what was last commanded; moves and failures never change it.
///
/// @param uid the revision of its creation in hex; tells a re-created group from the old one
/// @param generation grows by one with every change of spec or labels
/// @param lastOwner who owned it last, for placement and for people
/// @param failovers cluster times of failovers because of failing resources, oldest first, within the period
/// @param operation the running or last operation
/// @param kept resources that an operator keeps offline while the group is wanted online; moves and failures do not change it
/// @param holds what persons hold it by
/// @param former resources that were changed and have not been started since, as they were: so they still run
public record Group(GroupName name, String uid, Versions versions, GroupSpec spec, SortedMap<String, String> labels,
        Desired desired, Ownership ownership, Optional<NodeName> lastOwner,
        SortedMap<ResourceName, ResourceState> resources, List<Long> failovers, OptionalLong operation,
        SortedSet<ResourceName> kept, Holds holds, SortedMap<ResourceName, ResourceSpec> former) {
    public Group {
        labels = Sorted.copyOf(labels);
        resources = Sorted.copyOf(resources);
        failovers = List.copyOf(failovers);
        kept = Sorted.copyOf(kept);
        former = Sorted.copyOf(former);
    }

    /// What was last commanded.
    public enum Desired {
        ONLINE, OFFLINE
    }

    /// Who changed it when. `wall` times are the leader's clock, for people; nothing is decided by them.
    public record Versions(long generation, long createRevision, long modRevision, long createdWall, long updatedWall,
            String updatedBy) {}

    public Optional<Ownership.Owned> owner() {
        return ownership.owned();
    }

    public Optional<Ownership.Waiting> waiting() {
        return ownership.waiting();
    }

    public ResourceState resource(ResourceName resource) {
        var state = resources.get(resource);
        if (state == null) {
            throw new IllegalStateException("group " + name + " has no state for resource " + resource);
        }
        return state;
    }

    public Group withOwnership(Ownership next) {
        return new Group(name, uid, versions, spec, labels, desired, next, lastOwner, resources, failovers, operation,
                kept, holds, former);
    }

    public Group withDesired(Desired next) {
        return new Group(name, uid, versions, spec, labels, next, ownership, lastOwner, resources, failovers,
                operation, kept, holds, former);
    }

    public Group withLastOwner(NodeName node) {
        return new Group(name, uid, versions, spec, labels, desired, ownership, Optional.of(node), resources, failovers,
                operation, kept, holds, former);
    }

    public Group withResources(SortedMap<ResourceName, ResourceState> next) {
        return new Group(name, uid, versions, spec, labels, desired, ownership, lastOwner, next, failovers, operation,
                kept, holds, former);
    }

    public Group withResource(ResourceName resource, ResourceState next) {
        var with = withResources(Sorted.with(resources, resource, next));
        // A newer start of it is one of what is specified now.
        return next.attempt() == resource(resource).attempt()
                ? with
                : with.withFormer(Sorted.without(former, resource));
    }

    public Group withFormer(SortedMap<ResourceName, ResourceSpec> next) {
        return new Group(name, uid, versions, spec, labels, desired, ownership, lastOwner, resources, failovers,
                operation, kept, holds, next);
    }

    /// The specification that its owner carries out: of a resource that was changed and not started since, what it was.
    public GroupSpec inEffect() {
        return former.isEmpty()
                ? spec
                : spec.withResources(spec.resources().stream().map(r -> former.containsKey(r.name())
                        ? new ResourceSpec(r.name(), r.dependsOn(), r.policy(), former.get(r.name()).kind())
                        : r).toList());
    }

    public Group withFailovers(List<Long> next) {
        return new Group(name, uid, versions, spec, labels, desired, ownership, lastOwner, resources, next, operation,
                kept, holds, former);
    }

    public Group withOperation(long id) {
        return new Group(name, uid, versions, spec, labels, desired, ownership, lastOwner, resources, failovers,
                OptionalLong.of(id), kept, holds, former);
    }

    public Group withSpec(GroupSpec nextSpec, SortedMap<String, String> nextLabels, Versions nextVersions) {
        return new Group(name, uid, nextVersions, nextSpec, nextLabels, desired, ownership, lastOwner, resources,
                failovers,
                operation, kept, holds, former);
    }

    public Group touched(long revision) {
        var v = versions;
        return new Group(name, uid, new Versions(v.generation(), v.createRevision(), revision, v.createdWall(),
                v.updatedWall(), v.updatedBy()), spec, labels, desired, ownership, lastOwner, resources, failovers,
                operation, kept, holds, former);
    }

    public Group withKept(SortedSet<ResourceName> next) {
        return new Group(name, uid, versions, spec, labels, desired, ownership, lastOwner, resources, failovers,
                operation, next, holds, former);
    }

    public Group withHolds(Holds next) {
        return new Group(name, uid, versions, spec, labels, desired, ownership, lastOwner, resources, failovers,
                operation, kept, next, former);
    }
}
