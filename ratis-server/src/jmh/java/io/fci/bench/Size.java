package io.fci.bench;

import io.fci.core.Cluster;
import io.fci.core.log.Command;
import io.fci.core.log.Entry;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceKind.Announce;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.ResourceSpec.AnyOf;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// Clusters of a size, made of commands as a real one is.
final class Size {
    static final int RESOURCES = 5;
    private static final int VOTERS = 5;
    private static final long WALL = 1_767_225_600_000L;

    private Size() {}

    static NodeName node(int i) {
        return new NodeName("n%02d".formatted(i));
    }

    static GroupName group(int i) {
        return new GroupName("g%05d".formatted(i));
    }

    /// All groups offline and never started.
    static State idle(int nodes, int groups) {
        return create(nodes, groups, Group.Desired.OFFLINE);
    }

    /// All groups online; half of them belong to the first node.
    static State online(int nodes, int groups) {
        var state = create(nodes, groups, Group.Desired.ONLINE);
        for (int i = 0; i < groups; i++) {
            var owned = (Owned) state.group(group(i)).orElseThrow().ownership();
            for (var resource : state.group(group(i)).orElseThrow().spec().resources()) {
                state = apply(state, report(owned, i, resource.name()));
            }
        }
        return state;
    }

    static Command report(Owned owned, int group, ResourceName resource) {
        return new Command.ReportResource(owned.node(), owned.incarnation(), group(group), owned.epoch(), resource, 1,
                new Command.ReportResource.Report.Online(), 12);
    }

    private static State create(int nodes, int groups, Group.Desired desired) {
        var members = new ArrayList<Command.ClusterInit.Member>();
        for (int i = 0; i < nodes; i++) {
            members.add(new Command.ClusterInit.Member(node(i),
                    new Node.Addresses(node(i) + ":7400", node(i) + ":7401", node(i) + ":7402"), i < VOTERS));
        }
        var state = apply(State.EMPTY, new Command.ClusterInit("bench", members));
        for (int i = 0; i < nodes; i++) {
            state = apply(state, new Command.GuardUp(node(i), "guard-" + i, 0, "lan", List.of(), List.of("10.0.0.0/8")));
        }
        for (int i = 0; i < groups; i++) {
            // Half of the groups prefer the first node, the others go round.
            var preferred = i % 2 == 0 ? node(0) : node(1 + i / 2 % (nodes - 1));
            state = apply(state, new Command.CreateGroup(group(i), spec(i, preferred), new TreeMap<>(), desired));
        }
        return state;
    }

    private static GroupSpec spec(int i, NodeName preferred) {
        var name = "svc" + i + ".apps.example";
        return new GroupSpec(List.of(), List.of(preferred), GroupSpec.FailoverPolicy.DEFAULT,
                List.of(resource("ip", List.of(), new ResourceKind.IpAddress(
                        "10.%d.%d.%d".formatted(1 + i / 60_000, i / 250 % 250, 1 + i % 250), 8, Optional.empty(),
                        Announce.DEFAULT, true)),
                        resource("name", List.of("ip"), new ResourceKind.NetworkName(name, 5)),
                        resource("db", List.of("name"), process("/opt/db/bin/db")),
                        resource("api", List.of("db"), process("/opt/api/bin/api")),
                        resource("jobs", List.of("db"), process("/opt/jobs/bin/jobs"))),
                "");
    }

    private static ResourceSpec resource(String name, List<String> on, ResourceKind kind) {
        return new ResourceSpec(new ResourceName(name),
                on.stream().map(o -> new AnyOf(List.of(new ResourceName(o)))).toList(), ResourcePolicy.DEFAULT, kind);
    }

    private static ResourceKind process(String path) {
        return new ResourceKind.Process(List.of(path, "--config", "/etc/service.conf"), new TreeMap<>(),
                Optional.of("service"), Optional.empty(), ResourceKind.Process.SIGTERM);
    }

    /// A refusal here would be a benchmark of nothing.
    static State apply(State state, Command command) {
        var applied = Cluster.apply(state, new Entry(state.clusterTime() + 1, WALL + state.clusterTime(),
                List.of(Proposal.of(command))));
        if (!(applied.outcomes().getFirst() instanceof Outcome.Accepted)) {
            throw new IllegalStateException(applied.outcomes().getFirst() + " for " + command);
        }
        return applied.state();
    }
}
