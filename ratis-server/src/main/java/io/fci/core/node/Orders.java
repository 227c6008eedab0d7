package io.fci.core.node;

import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.ResourceName;
import io.fci.core.state.Sorted;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the state asks of one node: read from the state, so that a committed decision leaves nothing to choose.
///
/// @param groups owned by the node's current incarnation, by name
public record Orders(List<GroupOrder> groups) {
    public static final Orders NONE = new Orders(List.of());

    public Orders {
        groups = List.copyOf(groups);
    }

    /// @param run bring online and keep online; otherwise stop and prove it
    public record GroupOrder(GroupName group, long incarnation, long epoch, boolean run, GroupSpec spec,
            SortedMap<ResourceName, ResourceOrder> resources) {
        public GroupOrder {
            resources = Sorted.copyOf(resources);
        }

        public EpochKey key() {
            return new EpochKey(group, epoch);
        }
    }

    /// @param attempt the start that is wanted; one that failed before has a lower number
    /// @param abandoned to be left stopped
    /// @param kept an operator keeps it offline
    /// @param vacated the last owner had it online until it handed over
    /// @param maintained its health is not to be looked at
    public record ResourceOrder(int attempt, boolean abandoned, boolean vacated, boolean kept, boolean maintained) {
        /// Whatever it is doing, it is to be stopped.
        public boolean down() {
            return abandoned || kept;
        }
    }

    /// One ownership of one group.
    public record EpochKey(GroupName group, long epoch) implements Comparable<EpochKey> {
        @Override
        public int compareTo(EpochKey other) {
            int byGroup = group.compareTo(other.group);
            return byGroup != 0 ? byGroup : Long.compare(epoch, other.epoch);
        }

        @Override
        public String toString() {
            return group + "." + epoch;
        }
    }

    /// Whether health of that resource is not to be looked at.
    public boolean maintains(EpochKey key, ResourceName resource) {
        return groups.stream().filter(order -> order.key().equals(key)).findFirst()
                .map(order -> order.resources().get(resource)).filter(ResourceOrder::maintained).isPresent();
    }

    public static Orders of(State state, NodeName self) {
        var orders = new ArrayList<GroupOrder>();
        for (var group : state.groups().values()) {
            group.owner().filter(o -> o.node().equals(self)).ifPresent(o -> {
                boolean here = state.node(self).flatMap(Node::maintenance).isPresent();
                var resources = new TreeMap<ResourceName, ResourceOrder>();
                group.resources()
                        .forEach((name, r) -> resources.put(name,
                                new ResourceOrder(r.attempt(), r.abandoned(), r.vacated(),
                                        group.kept().contains(name), here || group.holds().maintains(name))));
                orders.add(new GroupOrder(group.name(), o.incarnation(), o.epoch(), o.intent() instanceof Intent.Run,
                        group.inEffect(), resources));
            });
        }
        return new Orders(orders);
    }
}
