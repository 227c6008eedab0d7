package io.fci.agent;

import io.fci.core.state.GroupSpec;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceSpec;
import io.fci.hands.Hands;
import io.fci.hands.Ownership;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Which agent takes care of which kind of resource.
public final class Agents {
    private final Hands hands;
    private final NodeName self;

    public Agents(Hands hands, NodeName self) {
        this.hands = hands;
        this.self = self;
    }

    /// @param spec of the group, for what a process is told about itself
    /// @param vacated the last owner had the resource online until it handed over
    /// @param ending told when a process of the resource ends
    public Agent agent(Ownership ownership, GroupSpec spec, ResourceSpec resource, boolean vacated,
            Ending ending) {
        return switch (resource.kind()) {
            case ResourceKind.Address address -> new AddressAgent(hands, ownership, resource.name().value(), address,
                    vacated);
            case ResourceKind.NetworkName name -> new NetworkNameAgent();
            case ResourceKind.Process process -> new ProcessAgent(hands, ownership, resource.name().value(), process,
                    identity(ownership, spec, resource), Duration.ofMillis(resource.policy().stopTimeoutMillis()),
                    ending);
        };
    }

    private Map<String, String> identity(Ownership ownership, GroupSpec spec, ResourceSpec resource) {
        var identity = new TreeMap<String, String>();
        identity.put("FCI_GROUP", ownership.group());
        identity.put("FCI_RESOURCE", resource.name().value());
        identity.put("FCI_NODE", self.value());
        identity.put("FCI_EPOCH", Long.toString(ownership.epoch()));
        identity.put("FCI_NAME", spec.networkName().map(ResourceKind.NetworkName::fqdn).orElse(""));
        identity.put("FCI_ADDRESSES", spec.resources()
                .stream()
                .map(ResourceSpec::kind)
                .filter(ResourceKind.Address.class::isInstance)
                .map(kind -> ((ResourceKind.Address) kind).ip())
                .collect(Collectors.joining(" ")));
        return identity;
    }
}
