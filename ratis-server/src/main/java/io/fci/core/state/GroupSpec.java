package io.fci.core.state;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A group as configured. What it should be (online or offline) is [Group#desired], which operators change on its own.
///
/// @param possibleNodes where it may run, a wall; empty: every node
/// @param preferredNodes in order of preference, only an order
/// @param priority higher ones are placed first, and leave first, when several have to; 0 to 1000
/// @param takeover what has to be known of an owner that is out of reach before another node may run the group
public record GroupSpec(List<NodeName> possibleNodes, List<NodeName> preferredNodes, FailoverPolicy failover,
        List<ResourceSpec> resources, String description, Takeover takeover, Failback failback, Apart apart,
        int priority) {
    public static final int DEFAULT_PRIORITY = 500;
    public static final int HIGHEST_PRIORITY = 1_000;

    /// It stays where it is after a failover, and may run beside any other group.
    public GroupSpec(List<NodeName> possibleNodes, List<NodeName> preferredNodes, FailoverPolicy failover,
            List<ResourceSpec> resources, String description, Takeover takeover) {
        this(possibleNodes, preferredNodes, failover, resources, description, takeover, Failback.NEVER, Apart.NONE,
                DEFAULT_PRIORITY);
    }

    /// With the default takeover policy.
    public GroupSpec(List<NodeName> possibleNodes, List<NodeName> preferredNodes, FailoverPolicy failover,
            List<ResourceSpec> resources, String description) {
        this(possibleNodes, preferredNodes, failover, resources, description, Takeover.LEASE);
    }

    public GroupSpec {
        possibleNodes = List.copyOf(possibleNodes);
        preferredNodes = List.copyOf(preferredNodes);
        resources = List.copyOf(resources);
    }

    /// How often the group may move by itself because its resources fail. The loss of a node never counts.
    ///
    /// @param max failovers within the period; empty: the number of possible nodes minus one, at least one
    public record FailoverPolicy(OptionalInt max, long periodMillis) {
        /// WSFC's defaults: every other node once within six hours.
        public static final FailoverPolicy DEFAULT = new FailoverPolicy(OptionalInt.empty(), 6 * 3_600_000L);
    }

    /// Groups that share a key do not run on one node.
    ///
    /// @param soft only where possible: where there is no other node they do
    public record Apart(List<String> keys, boolean soft) {
        public static final Apart NONE = new Apart(List.of(), false);

        public Apart {
            keys = List.copyOf(keys);
        }

        public boolean from(Apart other) {
            return keys.stream().anyMatch(other.keys::contains);
        }
    }

    public GroupSpec withResources(List<ResourceSpec> next) {
        return new GroupSpec(possibleNodes, preferredNodes, failover, next, description, takeover, failback, apart,
                priority);
    }

    public Optional<ResourceSpec> resource(ResourceName name) {
        return resources.stream().filter(r -> r.name().equals(name)).findFirst();
    }

    public boolean mayRunOn(NodeName node) {
        return possibleNodes.isEmpty() || possibleNodes.contains(node);
    }

    /// The Network Name, if the group has one: it then is a failover cluster instance.
    public Optional<ResourceKind.NetworkName> networkName() {
        return resources.stream()
                .map(ResourceSpec::kind)
                .filter(ResourceKind.NetworkName.class::isInstance)
                .map(ResourceKind.NetworkName.class::cast)
                .findFirst();
    }
}
