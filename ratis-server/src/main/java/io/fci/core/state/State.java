package io.fci.core.state;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// Everything the cluster has agreed on. Immutable; equal on every replica that applied the same entries.
///
/// @param clusterId empty until ClusterInit
/// @param revision grows by one with every command that changed something; epochs and incarnations are taken from it
/// @param clusterTime of the last entry, in milliseconds
/// @param featureLevel which rules apply; raised by a command once all nodes know them, so that replicas of different
///        releases compute the same state
/// @param events the last ones, by a number that counts up
public record State(Optional<String> clusterId, long revision, long clusterTime, int featureLevel,
        SortedMap<NodeName, Node> nodes, SortedMap<GroupName, Group> groups, SortedMap<Long, Operation> operations,
        Requests requests, SortedMap<Long, Event> events) {
    /// Ended operations beyond this are forgotten, oldest first.
    public static final int MAX_OPERATIONS = 500;

    /// Events beyond this are forgotten, oldest first.
    public static final int MAX_EVENTS = 1_000;

    public static final int MAX_GROUPS = 10_000;
    public static final int FEATURE_LEVEL = 1;

    public static final State EMPTY = new State(Optional.empty(), 0, 0, FEATURE_LEVEL, Sorted.empty(), Sorted.empty(),
            Sorted.empty(), Requests.NONE, Sorted.empty());

    public State {
        nodes = Sorted.copyOf(nodes);
        groups = Sorted.copyOf(groups);
        operations = Sorted.copyOf(operations);
        events = Sorted.copyOf(events);
    }

    public Optional<Group> group(GroupName name) {
        return Optional.ofNullable(groups.get(name));
    }

    public Optional<Node> node(NodeName name) {
        return Optional.ofNullable(nodes.get(name));
    }

    public Optional<Operation> operation(long id) {
        return Optional.ofNullable(operations.get(id));
    }

    /// How many acceptors make a majority.
    public int majority() {
        return (int) nodes.values().stream().filter(Node::voter).count() / 2 + 1;
    }

    /// With what happened now, and without what is too old.
    public State with(List<Event> happened) {
        if (happened.isEmpty()) {
            return this;
        }
        var kept = events;
        long next = kept.isEmpty() ? 1 : kept.lastKey() + 1;
        for (var event : happened) {
            kept = Sorted.with(kept, next++, event);
        }
        while (kept.size() > MAX_EVENTS) {
            kept = Sorted.without(kept, kept.firstKey());
        }
        return new State(clusterId, revision, clusterTime, featureLevel, nodes, groups, operations, requests, kept);
    }
}
