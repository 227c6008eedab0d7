package io.fci.guard.testbed;

import io.fci.guard.wire.Standing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// Three guards, each in a network namespace of its own on one bridge, and a fourth namespace for whoever else there is.
public final class ThreeGuards implements AutoCloseable {
    public static final List<String> NODES = List.of("a", "b", "c");
    /// Where a test's service listens.
    public static final int SERVICE_PORT = 8080;
    private static final String NET = "10.99.0.";

    private final String prefix = "fg" + ProcessHandle.current().pid();
    private final Map<String, GuardNode> guards = new TreeMap<>();

    public ThreeGuards(Path home, String profile) throws Exception {
        Shell.run("ip", "netns", "add", prefix + "sw");
        inSwitch("ip", "link", "add", "br0", "type", "bridge", "forward_delay", "0");
        inSwitch("ip", "link", "set", "br0", "up");
        var cluster = UUID.randomUUID();
        var peers = String.join(",", NODES.stream().map(node -> node + "=" + address(node) + ":7400").toList());
        for (var node : List.of("a", "b", "c", "x")) {
            attach(node);
        }
        var key = Files.writeString(home.resolve("cluster.key"), "5eed".repeat(16));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        for (var node : NODES) {
            guards.put(node, GuardNode.start(home.resolve(node), Optional.of(namespace(node)), cluster, prefix, node,
                    address(node) + ":7400", peers, Optional.of(key), profile, false));
        }
    }

    private void attach(String node) throws Exception {
        Shell.run("ip", "netns", "add", namespace(node));
        inSwitch("ip", "link", "add", "p" + node, "type", "veth", "peer", "name", "eth0", "netns", namespace(node));
        inSwitch("ip", "link", "set", "p" + node, "master", "br0", "up");
        in(node, "ip", "link", "set", "lo", "up");
        in(node, "ip", "link", "set", "eth0", "up");
        in(node, "ip", "addr", "add", address(node) + "/24", "dev", "eth0");
        in(node, "ip", "addr", "add", "fd99::" + last(node) + "/64", "dev", "eth0", "nodad");
    }

    public GuardNode guard(String node) {
        return guards.get(node);
    }

    public String namespace(String node) {
        return prefix + node;
    }

    public static String address(String node) {
        return NET + last(node);
    }

    private static int last(String node) {
        return 11 + node.charAt(0) - 'a';
    }

    public String in(String node, String... command) throws Exception {
        return Shell.run(java.util.stream.Stream.concat(
                List.of("nsenter", "--net=/run/netns/" + namespace(node), "--").stream(), List.of(command).stream())
                .toArray(String[]::new));
    }

    /// Runs the `main` of a class of the tests.
    public String java(String node, Class<?> main, String... arguments) throws Exception {
        return in(node, java.util.stream.Stream.concat(java.util.stream.Stream.of(
                ProcessHandle.current().info().command().orElseThrow(), "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", "-cp",
                Path.of("target/classes").toAbsolutePath() + ":" + Path.of("target/test-classes").toAbsolutePath(),
                main.getName()), java.util.Arrays.stream(arguments)).toArray(String[]::new));
    }

    public boolean hasAddress(String node, String address) throws Exception {
        return in(node, "ip", "-o", "addr", "show", "dev", "eth0").contains(" " + address);
    }

    public void cut(String node) throws Exception {
        inSwitch("ip", "link", "set", "p" + node, "down");
    }

    public void heal(String node) throws Exception {
        inSwitch("ip", "link", "set", "p" + node, "up");
    }

    private void inSwitch(String... command) throws Exception {
        in("sw", command);
    }

    /// A new daemon at each guard, which ends whatever ran for the one before; incarnation `k` adopted, its lease held.
    public Map<String, TestDaemon> daemons(long k) throws Exception {
        var daemons = new TreeMap<String, TestDaemon>();
        for (var node : NODES) {
            daemons.put(node, guard(node).connect());
        }
        var view = NODES.stream().map(node -> new Standing(node, k, false)).toList();
        for (var node : NODES) {
            daemons.get(node).adopt(k, 10 + NODES.indexOf(node), view);
        }
        for (var daemon : daemons.values()) {
            daemon.await(io.fci.guard.wire.ToDaemon.LeaseHeld.class, held -> held.k() == k);
        }
        return daemons;
    }

    @Override
    public void close() throws Exception {
        for (var guard : guards.values()) {
            guard.close();
        }
        for (var node : List.of("a", "b", "c", "x", "sw")) {
            Shell.tryRun("ip", "netns", "del", namespace(node));
        }
    }
}
