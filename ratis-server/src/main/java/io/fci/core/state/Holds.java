package io.fci.core.state;

import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What persons hold a group by.
///
/// @param maintenance of the whole group
/// @param maintained resources of which the health is not looked at
/// @param locked resources that nobody may start, stop or move; a group with one of them is locked as a whole
public record Holds(Optional<Hold> maintenance, SortedMap<ResourceName, Hold> maintained,
        SortedMap<ResourceName, Hold> locked) {
    public static final Holds NONE = new Holds(Optional.empty(), Sorted.empty(), Sorted.empty());

    public Holds {
        maintained = Sorted.copyOf(maintained);
        locked = Sorted.copyOf(locked);
    }

    public boolean maintains(ResourceName resource) {
        return maintenance.isPresent() || maintained.containsKey(resource);
    }

    public Holds withMaintenance(Optional<Hold> next) {
        return new Holds(next, maintained, locked);
    }

    public Holds withMaintenance(ResourceName resource, Optional<Hold> next) {
        return new Holds(maintenance, with(maintained, resource, next), locked);
    }

    public Holds withLock(ResourceName resource, Optional<Hold> next) {
        return new Holds(maintenance, maintained, with(locked, resource, next));
    }

    /// Of the resources that there still are.
    public Holds of(Collection<ResourceName> resources) {
        return new Holds(maintenance, of(maintained, resources), of(locked, resources));
    }

    private static SortedMap<ResourceName, Hold> of(SortedMap<ResourceName, Hold> holds,
            Collection<ResourceName> resources) {
        var left = new TreeMap<>(holds);
        left.keySet().retainAll(resources);
        return left;
    }

    private static SortedMap<ResourceName, Hold> with(SortedMap<ResourceName, Hold> holds, ResourceName resource,
            Optional<Hold> hold) {
        var next = new TreeMap<>(holds);
        hold.ifPresentOrElse(h -> next.put(resource, h), () -> next.remove(resource));
        return next;
    }
}
