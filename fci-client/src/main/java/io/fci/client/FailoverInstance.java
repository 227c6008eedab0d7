package io.fci.client;

import io.fci.v1.DependencyClause;
import io.fci.v1.FailbackPolicy;
import io.fci.v1.Group;
import io.fci.v1.GroupSpec.DesiredState;
import io.fci.v1.IpAddress;
import io.fci.v1.NetworkName;
import io.fci.v1.Process;
import io.fci.v1.Resource;
import io.fci.v1.SafetyPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Builds the classic failover cluster instance: addresses, a network name that depends on all of them, and what clients
/// use, which depends on the name. Anything beyond it is done to the message that [#toGroup] returns.
///
/// ```java
/// fci.groups().create(FailoverInstance.named("orders")
///         .address("10.77.0.50/24").networkName("orders.fci.test")
///         .process("/usr/bin/python3", "-m", "http.server", "8080").toGroup());
/// ```
///
/// Not called Instance, because that is the message that tells where an instance is reached.
public final class FailoverInstance {
    private static final String NAME = "name";

    private final Group.Builder group;
    private final List<Resource> addresses = new ArrayList<>();
    private final List<Resource> clients = new ArrayList<>();
    private Optional<String> fqdn = Optional.empty();

    private FailoverInstance(String name) {
        group = Group.newBuilder().setName(name);
        group.getSpecBuilder().setDesiredState(DesiredState.DESIRED_STATE_ONLINE);
    }

    public static FailoverInstance named(String name) {
        return new FailoverInstance(name);
    }

    /// "10.77.0.50/24" or "2001:db8::50/64": the address and the length of the network it lies in. Called `ip` or `ip6`, a
    /// second one of its kind `ip-2`.
    public FailoverInstance address(String addressAndLength) {
        var kind = addressAndLength.indexOf(':') >= 0 ? "ip6" : "ip";
        addresses.add(Resource.newBuilder()
                .setId(numbered(kind, addresses))
                .setIpAddress(IpAddress.newBuilder().setAddress(addressAndLength))
                .build());
        return this;
    }

    /// Fully qualified; clients reach the instance by it wherever it runs.
    public FailoverInstance networkName(String fullName) {
        fqdn = Optional.of(fullName);
        return this;
    }

    public FailoverInstance process(String... command) {
        return process(Process.newBuilder().addAllCommand(List.of(command)).build());
    }

    public FailoverInstance process(Process process) {
        return resource(Resource.newBuilder().setId(numbered("process", clients)).setProcess(process).build());
    }

    /// Something that clients use. Depends on the network name unless it says what it depends on.
    public FailoverInstance resource(Resource resource) {
        clients.add(resource);
        return this;
    }

    /// Where it may run; without it, everywhere.
    public FailoverInstance possibleNodes(List<String> nodes) {
        group.getSpecBuilder().getPlacementBuilder().clearPossibleNodes().addAllPossibleNodes(nodes);
        return this;
    }

    public FailoverInstance preferredNodes(List<String> nodes) {
        group.getSpecBuilder().getPlacementBuilder().clearPreferredNodes().addAllPreferredNodes(nodes);
        return this;
    }

    public FailoverInstance description(String text) {
        group.getSpecBuilder().setDescription(text);
        return this;
    }

    /// What has to be known of a lost owner before another node takes over; without it, the end of its lease.
    public FailoverInstance takeover(SafetyPolicy.Takeover policy) {
        group.getSpecBuilder().getSafetyBuilder().setTakeover(policy);
        return this;
    }

    /// When it goes back to a preferred node that is back; without it, never.
    public FailoverInstance failback(FailbackPolicy policy) {
        group.getSpecBuilder().setFailback(policy);
        return this;
    }

    /// Never on a node with another group that has one of these keys.
    ///
    /// @param soft where there is no other node, all the same
    public FailoverInstance apart(List<String> keys, boolean soft) {
        group.getSpecBuilder().getPlacementBuilder().clearAntiAffinityKeys().addAllAntiAffinityKeys(keys)
                .setSoftAntiAffinity(soft);
        return this;
    }

    /// Who is placed first when several groups have to be: 0 to 1000; without it, 500.
    public FailoverInstance priority(int priority) {
        group.getSpecBuilder().setPriority(priority);
        return this;
    }

    /// Created, but not started.
    public FailoverInstance offline() {
        group.getSpecBuilder().setDesiredState(DesiredState.DESIRED_STATE_OFFLINE);
        return this;
    }

    public Group toGroup() {
        var result = group.clone();
        var spec = result.getSpecBuilder().addAllResources(addresses);
        fqdn.ifPresent(name -> {
            var resource = Resource.newBuilder().setId(NAME).setNetworkName(NetworkName.newBuilder().setFqdn(name));
            addresses.forEach(a -> resource.addDependsOn(on(a.getId())));
            spec.addResources(resource);
        });
        for (var client : clients) {
            var free = client.getDependsOnCount() == 0 && fqdn.isPresent();
            spec.addResources(free ? client.toBuilder().addDependsOn(on(NAME)).build() : client);
        }
        return result.build();
    }

    private static DependencyClause on(String resource) {
        return DependencyClause.newBuilder().addAnyOf(resource).build();
    }

    private static String numbered(String kind, List<Resource> present) {
        long same = present.stream().filter(r -> r.getId().matches(kind + "(-\\d+)?")).count();
        return same == 0 ? kind : kind + "-" + (same + 1);
    }
}
