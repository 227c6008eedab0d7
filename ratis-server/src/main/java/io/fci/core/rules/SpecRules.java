package io.fci.core.rules;

import static io.fci.core.log.Refusal.Reason.ADDRESS_IN_USE;
import static io.fci.core.log.Refusal.Reason.DEPENDENCY_CYCLE;
import static io.fci.core.log.Refusal.Reason.INVALID_FIELD;
import static io.fci.core.log.Refusal.Reason.LIMIT_EXCEEDED;
import static io.fci.core.log.Refusal.Reason.NODE_NOT_FOUND;

import io.fci.core.state.Dependencies;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Names;
import io.fci.core.state.Networks;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceKind.Address;
import io.fci.core.state.ResourceKind.NetworkName;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.State;
import io.fci.core.view.Verdicts;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a group's specification must satisfy before it is stored. Syntax of single values is checked where requests are
/// read; here is what needs the whole group or the whole cluster.
final class SpecRules {
    static final int MAX_RESOURCES = 100;
    static final int MAX_ATTEMPTS = 1_000;

    private SpecRules() {}

    /// @param self the group the specification is for; its own names and addresses do not count as taken
    static void check(State state, GroupName self, GroupSpec spec) {
        nodes(state, self, spec);
        limits(self, spec);
        PlacementRules.check(self, spec);
        dependencies(self, spec);
        instanceRule(self, spec);
        addresses(state, self, spec);
        names(state, self, spec);
        networks(state, self, spec);
    }

    private static void nodes(State state, GroupName self, GroupSpec spec) {
        for (var list : List.of(spec.possibleNodes(), spec.preferredNodes())) {
            for (var node : list) {
                if (state.node(node).isEmpty()) {
                    throw Refused.because(NODE_NOT_FOUND, "group '" + self + "' names node '" + node
                            + "', which does not exist (nodes: " + NodeRules.names(state) + ")", "name", node.value());
                }
                if (list.stream().filter(node::equals).count() > 1) {
                    throw invalid("group '" + self + "' names node '" + node + "' twice in one list; name it once",
                            "spec.placement");
                }
            }
        }
        for (var node : spec.preferredNodes()) {
            if (!spec.mayRunOn(node)) {
                throw invalid(
                        "group '" + self + "' prefers node '" + node + "', which is not among its possible nodes ("
                                + Verdicts.join(spec.possibleNodes()) + "); add it there or leave it out here",
                        "spec.placement.preferred_nodes");
            }
        }
    }

    /// Every restart and failover within its period is remembered in the state.
    private static void limits(GroupName self, GroupSpec spec) {
        if (spec.failover().max().orElse(0) > MAX_ATTEMPTS) {
            throw invalid("group '" + self + "' may fail over " + spec.failover().max().getAsInt()
                    + " times; the most is " + MAX_ATTEMPTS, "spec.failover.max_failovers");
        }
        for (var resource : spec.resources()) {
            if (resource.policy().maxRestarts() > MAX_ATTEMPTS) {
                throw invalid("resource '" + resource.name() + "' of group '" + self + "' may be restarted "
                        + resource.policy().maxRestarts() + " times; the most is " + MAX_ATTEMPTS,
                        "spec.resources.policy.max_restarts");
            }
        }
    }

    private static void dependencies(GroupName self, GroupSpec spec) {
        if (spec.resources().size() > MAX_RESOURCES) {
            throw Refused.because(LIMIT_EXCEEDED, "group '" + self + "' has " + spec.resources().size()
                    + " resources; the limit is " + MAX_RESOURCES + " per group, split it", "limit",
                    Integer.toString(MAX_RESOURCES));
        }
        var known = new TreeSet<ResourceName>();
        for (var resource : spec.resources()) {
            if (!known.add(resource.name())) {
                throw invalid("group '" + self + "' has two resources named '" + resource.name()
                        + "'; names are unique within a group", "spec.resources");
            }
        }
        for (var resource : spec.resources()) {
            var named = new TreeSet<ResourceName>();
            for (var clause : resource.dependsOn()) {
                if (clause.members().isEmpty()) {
                    throw invalid("resource '" + resource.name() + "' of group '" + self
                            + "' has an empty dependency clause, which can never hold; leave it out",
                            "spec.resources.depends_on");
                }
                for (var member : clause.members()) {
                    if (!known.contains(member)) {
                        throw invalid("resource '" + resource.name() + "' of group '" + self + "' depends on '" + member
                                + "', which is not a resource of this group (resources: " + joined(known) + ")",
                                "spec.resources.depends_on");
                    }
                    if (!named.add(member)) {
                        throw invalid("resource '" + resource.name() + "' of group '" + self + "' names '" + member
                                + "' twice among its dependencies; two resources have at most one relation",
                                "spec.resources.depends_on");
                    }
                }
            }
        }
        Dependencies.of(spec.resources()).cycle().ifPresent(path -> {
            var text = path.stream().map(ResourceName::value).collect(Collectors.joining(" -> "));
            throw Refused.because(DEPENDENCY_CYCLE, "the dependencies of group '" + self + "' form a cycle: " + text
                    + "; remove one of them", "cycle", text);
        });
    }

    /// A group with a Network Name is a failover cluster instance: the name depends on at least one address, and
    /// everything that clients reach depends, directly or through others, on the name (the rule of Windows Server
    /// failover clustering for instances).
    private static void instanceRule(GroupName self, GroupSpec spec) {
        var names = spec.resources().stream().filter(r -> r.kind() instanceof NetworkName).toList();
        if (names.isEmpty()) {
            return;
        }
        if (names.size() > 1) {
            throw invalid("group '" + self + "' has more than one network name ('" + names.get(0).name() + "', '"
                    + names.get(1).name() + "'); a failover cluster instance has one", "spec.resources");
        }
        var name = names.getFirst();
        if (addressesOf(spec, name).isEmpty()) {
            throw invalid("network name '" + name.name() + "' of group '" + self
                    + "' depends on no address; add an ip_address resource and name it in depends_on",
                    "spec.resources.depends_on");
        }
        var dependencies = Dependencies.of(spec.resources());
        for (var resource : spec.resources()) {
            boolean clientFacing = switch (resource.kind()) {
                case Address a -> false;
                case NetworkName n -> false;
                case ResourceKind.Process p -> true;
            };
            if (clientFacing && !dependencies.providers(resource.name()).contains(name.name())) {
                throw invalid("resource '" + resource.name() + "' of group '" + self
                        + "' must depend, directly or through others, on the network name '" + name.name()
                        + "': clients reach it under that name", "spec.resources.depends_on");
            }
        }
    }

    /// The address resources that the name depends on directly: what is published under it.
    static List<Address> addressesOf(GroupSpec spec, ResourceSpec name) {
        return name.dependsOn()
                .stream()
                .flatMap(clause -> clause.members().stream())
                .map(spec::resource)
                .flatMap(java.util.Optional::stream)
                .map(ResourceSpec::kind)
                .filter(Address.class::isInstance)
                .map(Address.class::cast)
                .toList();
    }

    private static void addresses(State state, GroupName self, GroupSpec spec) {
        var own = new TreeSet<String>();
        for (var address : addresses(spec)) {
            int length = address instanceof ResourceKind.IpAddress ? 32 : 128;
            if (!Networks.isNetwork(address.ip() + "/" + address.prefixLength())
                    || Networks.bytes(address.ip()).length * 8 != length) {
                throw invalid("group '" + self + "' has the address '" + Names.abbreviate(address.ip()) + "/"
                        + address.prefixLength() + "', which is not an IPv" + (length == 32 ? 4 : 6)
                        + " address with the length of its network", "spec.resources.ip_address.address");
            }
            if (!own.add(key(address.ip()))) {
                throw invalid("group '" + self + "' has the address " + address.ip() + " twice", "spec.resources");
            }
            for (var other : state.groups().values()) {
                if (!other.name().equals(self)
                        && Stream.of(other.spec(), other.inEffect()).flatMap(s -> addresses(s).stream())
                                .anyMatch(a -> same(a.ip(), address.ip()))) {
                    throw Refused.because(ADDRESS_IN_USE,
                            "address " + address.ip() + " belongs to group '" + other.name()
                                    + "'; choose another one",
                            "address", address.ip(), "group", other.name().value());
                }
            }
            for (var node : state.nodes().values()) {
                if (same(host(node.addresses().lease()), address.ip())) {
                    throw Refused.because(ADDRESS_IN_USE, "address " + address.ip() + " is node '" + node.name()
                            + "' itself; an instance needs an address of its own", "address", address.ip());
                }
            }
        }
    }

    /// Two texts of one address are the same address; a host name is none.
    private static boolean same(String one, String other) {
        return Networks.isLiteral(one) && key(one).equals(key(other));
    }

    private static String key(String ip) {
        return HexFormat.of().formatHex(Networks.bytes(ip));
    }

    private static String host(String hostAndPort) {
        var host = hostAndPort.substring(0, hostAndPort.lastIndexOf(':'));
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static List<Address> addresses(GroupSpec spec) {
        return spec.resources()
                .stream()
                .map(ResourceSpec::kind)
                .filter(Address.class::isInstance)
                .map(Address.class::cast)
                .toList();
    }

    private static void names(State state, GroupName self, GroupSpec spec) {
        spec.networkName().ifPresent(name -> {
            if (!Names.isFqdn(name.fqdn())) {
                throw invalid("network name '" + Names.abbreviate(name.fqdn()) + "' of group '" + self
                        + "' is not a full host name in lower case, like sql.example.com",
                        "spec.resources.network_name.fqdn");
            }
            for (var other : state.groups().values()) {
                if (!other.name().equals(self)
                        && Stream.of(other.spec(), other.inEffect()).flatMap(s -> s.networkName().stream())
                                .anyMatch(n -> n.fqdn().equals(name.fqdn()))) {
                    throw Refused.because(ADDRESS_IN_USE, "network name '" + name.fqdn() + "' belongs to group '"
                            + other.name() + "'; choose another one", "name", name.fqdn(), "group",
                            other.name().value());
                }
            }
            var first = name.fqdn().substring(0, name.fqdn().indexOf('.'));
            if (state.nodes().keySet().stream().anyMatch(node -> node.value().equals(first))) {
                throw invalid("network name '" + name.fqdn() + "' begins with '" + first
                        + "', the name of a node, which is published too; choose another one",
                        "spec.resources.network_name.fqdn");
            }
        });
    }

    /// Refused only when no possible node could ever take an address: nodes that have not told their networks yet count
    /// as able to.
    private static void networks(State state, GroupName self, GroupSpec spec) {
        var possible = state.nodes().values().stream().filter(n -> spec.mayRunOn(n.name())).toList();
        if (possible.isEmpty() || possible.stream().anyMatch(n -> n.networks().isEmpty())) {
            return;
        }
        if (possible.stream().allMatch(n -> Verdicts.foreignAddress(n, spec).isPresent())) {
            var first = possible.getFirst();
            throw invalid("no node that may run group '" + self + "' can carry its addresses: " + first.name() + " "
                    + Verdicts.foreignAddress(first, spec).orElseThrow()
                    + "; use an address of these networks or name an"
                    + " interface", "spec.resources.ip_address.address");
        }
    }

    private static Refused invalid(String message, String field) {
        return Refused.because(INVALID_FIELD, message, "field", field);
    }

    private static String joined(TreeSet<ResourceName> names) {
        return names.stream().map(ResourceName::value).collect(Collectors.joining(", "));
    }
}
