package io.fci.config;

import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Sorted;
import io.fci.guard.wire.Profile;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.UUID;

/// What the node file says, checked.
///
/// @param nodes all nodes of the cluster at its birth, each a voter, with the address its peers reach it at
/// @param data the Raft log, the marker and the output of resources; must be on a local disk
/// @param run sockets and state that does not survive a reboot
/// @param zone DNS zone that this cluster answers for, folded, without a final dot
/// @param clusterKey the secret that the guards of all nodes share; only the guard reads the file
/// @param insecure no TLS beyond loopback is accepted only with this
/// @param daemonUid ordinary user the daemon runs as; empty: the guard's own
/// @param watchdog present exactly when it fences this node
/// @param demoLoopback three daemons on one machine's 127.0.0.0/8; addresses do not move
/// @param fenceAgents directory of the programs that turn other nodes off; root's, like the programs in it
public record NodeConfig(UUID clusterId, String clusterName, NodeName node, SortedMap<NodeName, InetAddress> nodes,
        Path data, Path run, Ports ports, String zone, Profile profile, SelfFence selfFence,
        Optional<String> selfFenceConfirmed, Optional<Tls> tls, Optional<Path> clusterKey, boolean insecure,
        OptionalInt daemonUid,
        boolean demoLoopback, Optional<Watchdog> watchdog, Path fenceAgents) {
    /// Where Debian's package fence-agents puts them.
    static final Path DEBIAN_FENCE_AGENTS = Path.of("/usr/sbin");

    public NodeConfig {
        nodes = Sorted.copyOf(nodes);
    }

    /// With the fence agents of the distribution.
    public NodeConfig(UUID clusterId, String clusterName, NodeName node, SortedMap<NodeName, InetAddress> nodes,
            Path data, Path run, Ports ports, String zone, Profile profile, SelfFence selfFence,
            Optional<String> selfFenceConfirmed, Optional<Tls> tls, Optional<Path> clusterKey, boolean insecure,
            OptionalInt daemonUid, boolean demoLoopback, Optional<Watchdog> watchdog) {
        this(clusterId, clusterName, node, nodes, data, run, ports, zone, profile, selfFence, selfFenceConfirmed, tls,
                clusterKey, insecure, daemonUid, demoLoopback, watchdog, DEBIAN_FENCE_AGENTS);
    }

    /// The same on every node, because a node tells its peers' ports from its own.
    public record Ports(int api, int raft, int lease, int dns) {
        public static final Ports DEFAULT = new Ports(7400, 7401, 7402, 53);
    }

    /// What the guard does when it cannot prove that it stopped everything in time. No default: a machine must never be
    /// rebooted by an omission.
    public enum SelfFence {
        KILL, REBOOT, WATCHDOG
    }

    /// The device that restarts this machine unless it is petted, and how long it waits for that.
    public record Watchdog(Path device, int timeoutSeconds) {}

    /// PEM files.
    public record Tls(Path ca, Path certificate, Path key) {}

    public InetAddress address() {
        return nodes.get(node);
    }

    /// host:port of each service of a node of the file.
    public Node.Addresses addressesOf(NodeName name) {
        var host = nodes.get(name).getHostAddress();
        var text = host.contains(":") ? "[" + host + "]" : host;
        return new Node.Addresses(text + ":" + ports.api(), text + ":" + ports.raft(), text + ":" + ports.lease());
    }
}
