package io.fci.config;

import io.fci.config.NodeConfig.Ports;
import io.fci.config.NodeConfig.SelfFence;
import io.fci.config.NodeConfig.Tls;
import io.fci.config.NodeConfig.Watchdog;
import io.fci.core.state.Names;
import io.fci.core.state.NodeName;
import io.fci.guard.wire.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// Reads the node file. Called once, before anything else of the node exists; a file with any mistake is refused as a
/// whole, because a node that guesses its identity or its fence is worse than one that does not start.
public final class NodeFile {
    private static final List<String> KEYS = List.of("cluster", "node", "nodes", "data", "run", "ports", "zone",
            "profile", "lease", "self_fence", "self_fence_confirmed", "tls", "cluster_key", "insecure", "daemon_uid",
            "demo_loopback", "watchdog", "fence_agents");

    private static final String PATH = "an absolute path of letters, digits and . _ - + @ /";

    private NodeFile() {}

    public static NodeConfig read(Path file) throws NodeFileException {
        return read(file, hostname());
    }

    static NodeConfig read(Path file, String hostname) throws NodeFileException {
        var top = Section.of(file, "", YamlText.read(file)).only(KEYS);
        var cluster = top.requiredSection("cluster", "name and id").only(List.of("name", "id"));
        var nodes = nodes(top, top.requiredSection("nodes", "the name and address of every node"));
        var tls = tls(top);
        var config = new NodeConfig(clusterId(cluster), clusterName(cluster), node(top, nodes), nodes,
                path(top, "data"), path(top, "run"), ports(top), zone(top), profile(top), selfFence(top, hostname),
                top.text("self_fence_confirmed", "this machine's host name"), tls, clusterKey(top),
                top.flag("insecure"),
                top.number("daemon_uid", 1, Integer.MAX_VALUE), top.flag("demo_loopback"),
                watchdog(top), fenceAgents(top));
        NodeFileRules.check(top, config);
        return config;
    }

    private static UUID clusterId(Section cluster) throws NodeFileException {
        var expected = "a UUID like '2f1c52e0-6d3b-4c0a-9a55-0e6f3f9d7a10', the same on every node";
        var text = cluster.requiredText("id", expected);
        try {
            var id = UUID.fromString(text);
            // fromString accepts '1-1-1-1-1'; two spellings of one id would be two clusters to a person.
            if (id.toString().equals(text.toLowerCase(Locale.ROOT))) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw cluster.wrong("id", text, expected);
        }
        throw cluster.wrong("id", text, expected);
    }

    private static String clusterName(Section cluster) throws NodeFileException {
        var expected = "1 to 63 characters a-z, 0-9 and '-', beginning with a letter";
        var text = cluster.requiredText("name", expected);
        if (!Names.isLabel(text)) {
            throw cluster.wrong("name", text, expected);
        }
        return text;
    }

    private static SortedMap<NodeName, InetAddress> nodes(Section top, Section section) throws NodeFileException {
        var nodes = new TreeMap<NodeName, InetAddress>();
        var byAddress = new TreeMap<String, String>();
        for (var key : section.keys()) {
            if (!Names.isLabel(key)) {
                throw section.refuse(key, "is not a node name: use 1 to 63 characters a-z, 0-9 and '-', beginning with"
                        + " a letter and not ending with '-'");
            }
            var expected = "the address its peers reach this node at, like '10.77.0.11' or 'fd77::11'";
            var text = section.requiredText(key, expected);
            var address = Addresses.unicast(text).orElseThrow(() -> section.wrong(key, text, expected));
            var other = byAddress.put(address.getHostAddress(), key);
            if (other != null) {
                throw section.wrong(key, text, "an address of its own: node '" + other + "' has the same one");
            }
            nodes.put(new NodeName(key), address);
        }
        checkCount(top, nodes.size());
        return nodes;
    }

    private static void checkCount(Section top, int count) throws NodeFileException {
        if (count == 1 || count == 3 || count == 5 || count == 7) {
            return;
        }
        var why = "must name 1, 3, 5 or 7 nodes, not " + count;
        if (count == 0 || count > 7) {
            throw top.refuse("nodes", why);
        }
        throw top.refuse("nodes", why + ": a majority of " + count + " is " + (count / 2 + 1)
                + ", so they survive no more losses than " + (count - 1));
    }

    private static NodeName node(Section top, SortedMap<NodeName, InetAddress> nodes) throws NodeFileException {
        var names = String.join(", ", nodes.keySet().stream().map(NodeName::value).toList());
        var expected = "the name of this node, one of the nodes: " + names;
        var text = top.requiredText("node", expected);
        if (!Names.isLabel(text) || !nodes.containsKey(new NodeName(text))) {
            throw top.wrong("node", text, "one of the names under 'nodes': " + names);
        }
        return new NodeName(text);
    }

    /// Launch scripts handle these paths too: one that needs no quoting can be quoted wrongly nowhere.
    private static Path path(Section section, String key) throws NodeFileException {
        var text = section.requiredText(key, PATH);
        if (!text.matches("/[A-Za-z0-9._+@/-]*")) {
            throw section.wrong(key, text, PATH);
        }
        return Path.of(text).normalize();
    }

    private static Ports ports(Section top) throws NodeFileException {
        var section = top.section("ports");
        if (section.isEmpty()) {
            return Ports.DEFAULT;
        }
        var names = List.of("api", "raft", "lease", "dns");
        var given = section.get().only(names);
        var ports = new Ports(given.number("api", 1, 65_535).orElse(Ports.DEFAULT.api()),
                given.number("raft", 1, 65_535).orElse(Ports.DEFAULT.raft()),
                given.number("lease", 1, 65_535).orElse(Ports.DEFAULT.lease()),
                given.number("dns", 1, 65_535).orElse(Ports.DEFAULT.dns()));
        var numbers = List.of(ports.api(), ports.raft(), ports.lease(), ports.dns());
        if (new TreeSet<>(numbers).size() < numbers.size()) {
            throw top.refuse("ports", "must be four different numbers, not api " + ports.api() + ", raft "
                    + ports.raft() + ", lease " + ports.lease() + ", dns " + ports.dns());
        }
        return ports;
    }

    private static String zone(Section top) throws NodeFileException {
        var expected = "the DNS zone this cluster answers for, like 'fci.example.org'";
        var text = top.requiredText("zone", expected);
        var folded = Names.foldFqdn(text);
        // A name in the zone has at least one label more, of up to 63 characters and a dot.
        if (!Names.isFqdn(folded) || folded.length() > Names.MAX_FQDN - Names.MAX_LABEL - 1) {
            throw top.wrong("zone", text, expected);
        }
        return folded;
    }

    /// Numbers of its own are for a machine or a network that was measured; the bounds between them are not for anybody.
    private static Profile profile(Section top) throws NodeFileException {
        var expected = "one of " + String.join(", ", Profile.values().stream().map(Profile::name).toList());
        var text = top.text("profile", expected).orElse(Profile.LAN.name());
        var named = Profile.ofWord(text).orElseThrow(() -> top.wrong("profile", text, expected));
        var section = top.section("lease");
        if (section.isEmpty()) {
            return named;
        }
        var given = section.get().only(List.of("renew_ms", "lease_ms", "reaction_ms"));
        int renew = given.number("renew_ms", 1, 60_000).orElse(named.renewMillis());
        int lease = given.number("lease_ms", 1, 60_000).orElse(named.leaseMillis());
        int reaction = given.number("reaction_ms", 1, 60_000).orElse(named.reactionMillis());
        var broken = Profile.broken(renew, lease, reaction);
        if (broken.isPresent()) {
            throw top.refuse("lease", "does not hold: " + broken.get());
        }
        return new Profile(named.name(), renew, lease, reaction);
    }

    private static SelfFence selfFence(Section top, String hostname) throws NodeFileException {
        var expected = "one of " + words(SelfFence.values())
                + ": what this machine does when it cannot prove in time that it stopped everything";
        var text = top.requiredText("self_fence", expected);
        var fence = word(text, SelfFence.values()).orElseThrow(() -> top.wrong("self_fence", text, expected));
        if (fence == SelfFence.REBOOT) {
            var confirmation = "'" + hostname + "', this machine's host name, because self_fence is reboot";
            var confirmed = top.requiredText("self_fence_confirmed", confirmation);
            if (!confirmed.equals(hostname)) {
                throw top.wrong("self_fence_confirmed", confirmed, confirmation);
            }
        }
        return fence;
    }

    /// Not opened here: opening arms it.
    private static Optional<Watchdog> watchdog(Section top) throws NodeFileException {
        var section = top.section("watchdog");
        if (section.isEmpty()) {
            return Optional.empty();
        }
        var given = section.get().only(List.of("device", "timeout"));
        var expected = "whole seconds like '4s'";
        var text = given.requiredText("timeout", expected);
        if (!text.matches("[1-9][0-9]{0,3}s")) {
            throw given.wrong("timeout", text, expected);
        }
        return Optional.of(new Watchdog(path(given, "device"),
                Integer.parseInt(text.substring(0, text.length() - 1))));
    }

    private static Optional<Tls> tls(Section top) throws NodeFileException {
        var section = top.section("tls");
        if (section.isEmpty()) {
            return Optional.empty();
        }
        var files = section.get().only(List.of("ca", "certificate", "key"));
        return Optional.of(new Tls(pem(files, "ca"), pem(files, "certificate"), pem(files, "key")));
    }

    private static Path fenceAgents(Section top) throws NodeFileException {
        return top.text("fence_agents", PATH).isEmpty() ? NodeConfig.DEBIAN_FENCE_AGENTS : path(top, "fence_agents");
    }

    /// Not opened here: the daemon's user must not be able to read what the guards share.
    private static Optional<Path> clusterKey(Section top) throws NodeFileException {
        return top.text("cluster_key", PATH).isEmpty() ? Optional.empty() : Optional.of(path(top, "cluster_key"));
    }

    private static Path pem(Section files, String key) throws NodeFileException {
        var path = path(files, key);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw files.wrong(key, path.toString(), "a PEM file that this user can read");
        }
        return path;
    }

    private static <E extends Enum<E>> Optional<E> word(String text, E[] values) {
        return Arrays.stream(values).filter(v -> v.name().toLowerCase(Locale.ROOT).equals(text)).findFirst();
    }

    private static String words(Enum<?>[] values) {
        return String.join(", ", Arrays.stream(values).map(v -> v.name().toLowerCase(Locale.ROOT)).toList());
    }

    /// The kernel's own answer; `InetAddress.getLocalHost` asks the resolver and may wait for it.
    private static String hostname() throws NodeFileException {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            throw new NodeFileException("this machine's host name cannot be read: " + e.getMessage(), e);
        }
    }
}
