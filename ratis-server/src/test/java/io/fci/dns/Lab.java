package io.fci.dns;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Group.Desired;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.GroupSpec.FailoverPolicy;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceKind.Announce;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.ResourceSpec.AnyOf;
import io.fci.core.state.Sorted;
import io.fci.core.state.State;
import io.fci.journal.FakeJournal;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A cluster of two nodes with the real rules, to be led through the life of a group.
final class Lab {
    static final NodeName N1 = new NodeName("n1");
    static final NodeName N2 = new NodeName("n2");
    static final GroupName ORDERS = new GroupName("orders");
    static final Zone ZONE = new Zone("fci.test",
            Sorted.with(Sorted.with(Sorted.<NodeName, InetAddress>empty(), N1, InetAddress.ofLiteral("10.77.0.11")), N2,
                    InetAddress.ofLiteral("fd77::12")));

    private final FakeJournal journal = new FakeJournal(N1);

    Lab() {
        decide(new Command.ClusterInit("c", List.of(member(N1), member(N2))));
        for (var node : List.of(N1, N2)) {
            decide(new Command.GuardUp(node, "guard-" + node, 0, "lan", List.of(),
                    List.of("10.77.0.0/24", "fd77::/64")));
        }
    }

    private static Command.ClusterInit.Member member(NodeName node) {
        return new Command.ClusterInit.Member(node, new Node.Addresses(node + ":1", node + ":2", node + ":3"), true);
    }

    State state() {
        return journal.state();
    }

    /// A group "orders" under the name, on one address per literal.
    Lab create(String fqdn, int ttlSeconds, Desired desired, String... addresses) {
        var resources = new ArrayList<ResourceSpec>();
        var names = new ArrayList<AnyOf>();
        for (var ip : addresses) {
            var name = new ResourceName("ip" + names.size());
            var kind = ip.contains(":")
                    ? new ResourceKind.Ipv6Address(ip, 64, Optional.of("eth0"), Announce.DEFAULT, true)
                    : new ResourceKind.IpAddress(ip, 24, Optional.of("eth0"), Announce.DEFAULT, true);
            resources.add(new ResourceSpec(name, List.of(), ResourcePolicy.DEFAULT, kind));
            names.add(new AnyOf(List.of(name)));
        }
        resources.add(new ResourceSpec(new ResourceName("name"), names, ResourcePolicy.DEFAULT,
                new ResourceKind.NetworkName(fqdn, ttlSeconds)));
        var spec = new GroupSpec(List.of(), List.of(), FailoverPolicy.DEFAULT, resources, "");
        decide(new Command.CreateGroup(ORDERS, spec, Sorted.empty(), desired));
        return this;
    }

    Lab online() {
        return decide(new Command.BringOnline(ORDERS, Optional.empty(), OptionalLong.empty()));
    }

    Lab offline() {
        return decide(new Command.TakeOffline(ORDERS, OptionalLong.empty()));
    }

    Lab move() {
        return decide(new Command.MoveGroup(ORDERS, Optional.empty(), Optional.empty(), OptionalLong.empty(), true));
    }

    Lab released() {
        var owner = owner().orElseThrow();
        return decide(new Command.Released(owner.node(), owner.incarnation(), ORDERS, owner.epoch()));
    }

    Lab everyNodeLost() {
        for (var node : List.of(N1, N2)) {
            var incarnation = state().node(node).orElseThrow().life().last();
            decide(new Command.NodeLost(node, incarnation, new Evidence.Dead("test")));
        }
        return this;
    }

    Optional<Ownership.Owned> owner() {
        return state().group(ORDERS).orElseThrow().owner();
    }

    private Lab decide(Command command) {
        var outcome = journal.decide(Proposal.of(command));
        if (outcome instanceof Outcome.Refused refused) {
            throw new IllegalStateException(refused.toString());
        }
        return this;
    }
}
