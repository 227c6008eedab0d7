package io.fci.guard;

import io.fci.guard.wire.Profile;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/// What a guard must know before it can start, written by the daemon for it.
///
/// @param peers the lease address of every voter, this node's own included when it is one
/// @param clusterKey the file with the key that seals the lease plane; empty: nothing is sealed
/// @param daemonCommand the daemon's command line; empty: started by somebody else
/// @param daemonUid empty: the daemon runs as the guard's own user
/// @param watchdog present exactly when it is what fences this node
record Settings(UUID cluster, String clusterName, String node, InetSocketAddress leaseAddress,
        SortedMap<String, InetSocketAddress> peers, Optional<Path> clusterKey, Profile profile,
        SelfFence.Kind selfFence, Path run, Path data,
        List<String> daemonCommand, OptionalInt daemonUid, boolean lowPorts, boolean demoLoopback,
        Optional<WatchdogSettings> watchdog) {
    /// @param timeoutSeconds until the device restarts the machine
    record WatchdogSettings(Path device, int timeoutSeconds) {}

    /// Separates the daemon's arguments within their one value.
    static final String SEPARATOR = "\u001f";

    private static final List<String> KEYS = List.of("cluster.id", "cluster.name", "node", "lease.address", "peers",
            "cluster.key", "insecure",
            "profile", "lease.renew_ms", "lease.lease_ms", "lease.reaction_ms", "self_fence", "self_fence_confirmed",
            "run", "data", "daemon.uid", "daemon.command",
            "daemon.ports_below_1024", "demo_loopback", "watchdog.device", "watchdog.seconds");

    Settings {
        peers = Collections.unmodifiableSortedMap(new TreeMap<>(peers));
        daemonCommand = List.copyOf(daemonCommand);
    }

    static Settings read(Path file, String hostname) throws SettingsException {
        try {
            return parse(Files.readString(file), hostname);
        } catch (IOException e) {
            throw new SettingsException("cannot read the settings file " + file + ": " + e.getMessage());
        }
    }

    static Settings parse(String text, String hostname) throws SettingsException {
        var values = new Properties();
        try {
            values.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw new SettingsException("the settings are not lines of key=value: " + e.getMessage());
        }
        for (var key : new TreeSet<>(values.stringPropertyNames())) {
            if (!KEYS.contains(key)) {
                throw new SettingsException("unknown key '" + key + "' (keys: " + String.join(", ", KEYS) + ")");
            }
        }
        boolean demo = flag(values, "demo_loopback");
        var address = socketAddress("lease.address", required(values, "lease.address"));
        if (demo && !address.getAddress().isLoopbackAddress()) {
            throw new SettingsException("demo_loopback is true, but lease.address " + required(values, "lease.address")
                    + " is not a loopback address; the demonstration stays on this machine");
        }
        return new Settings(uuid(required(values, "cluster.id")), name(values, "cluster.name"), name(values, "node"),
                address, peers(values, address), clusterKey(values, address), profile(values),
                selfFence(values, hostname),
                run(values), path(values, "data"), command(values), uid(values),
                flag(values, "daemon.ports_below_1024"), demo, watchdog(values));
    }

    private static Optional<WatchdogSettings> watchdog(Properties values) throws SettingsException {
        if (!required(values, "self_fence").equals("watchdog")) {
            return Optional.empty();
        }
        var text = required(values, "watchdog.seconds");
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw new SettingsException("watchdog.seconds '" + text + "' is not a number from 1 to 9999");
        }
        return Optional.of(new WatchdogSettings(path(values, "watchdog.device"), Integer.parseInt(text)));
    }

    private static SortedMap<String, InetSocketAddress> peers(Properties values, InetSocketAddress own)
            throws SettingsException {
        var peers = new TreeMap<String, InetSocketAddress>();
        for (var entry : required(values, "peers").split(",")) {
            int equals = entry.indexOf('=');
            if (equals < 1) {
                throw new SettingsException("peers: '" + entry + "' is not name=address:port");
            }
            var name = entry.substring(0, equals).strip();
            if (peers.put(name, socketAddress("peers", entry.substring(equals + 1).strip())) != null) {
                throw new SettingsException("peers: '" + name + "' twice");
            }
        }
        var node = name(values, "node");
        if (peers.containsKey(node) && !peers.get(node).equals(own)) {
            throw new SettingsException("peers says that '" + node + "' is at " + text(peers.get(node))
                    + ", but lease.address is " + text(own));
        }
        if (new TreeSet<>(peers.values().stream().map(Settings::text).toList()).size() != peers.size()) {
            throw new SettingsException("peers: two nodes have the same address");
        }
        return peers;
    }

    /// A forged acknowledgement makes two owners, so a guard on a network is never without a key by omission.
    private static Optional<Path> clusterKey(Properties values, InetSocketAddress own) throws SettingsException {
        boolean insecure = flag(values, "insecure");
        if (!values.getProperty("cluster.key", "").isBlank()) {
            return Optional.of(path(values, "cluster.key"));
        }
        if (!insecure && !own.getAddress().isLoopbackAddress()) {
            throw new SettingsException("key 'cluster.key' is missing: lease.address " + text(own)
                    + " is on a network, where anybody could speak in a node's name (or insecure=true where you trust"
                    + " everybody)");
        }
        return Optional.empty();
    }

    private static SelfFence.Kind selfFence(Properties values, String hostname) throws SettingsException {
        var word = required(values, "self_fence");
        return switch (word) {
            case "kill" -> SelfFence.Kind.KILL;
            case "reboot" -> {
                var confirmed = values.getProperty("self_fence_confirmed", "").strip();
                if (!confirmed.equals(hostname)) {
                    throw new SettingsException(
                            "self_fence is reboot, which restarts this machine when a teardown fails:"
                                    + " confirm it with self_fence_confirmed=" + hostname + " (it says '" + confirmed
                                    + "')");
                }
                yield SelfFence.Kind.REBOOT;
            }
            case "watchdog" -> SelfFence.Kind.WATCHDOG;
            default -> throw new SettingsException("self_fence '" + word + "' is none of kill, reboot, watchdog");
        };
    }

    private static List<String> command(Properties values) {
        var text = values.getProperty("daemon.command", "");
        return text.isEmpty() ? List.of() : List.of(text.split(SEPARATOR, -1));
    }

    private static OptionalInt uid(Properties values) throws SettingsException {
        var text = values.getProperty("daemon.uid", "").strip();
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.matches("[0-9]{1,9}")) {
            throw new SettingsException("daemon.uid '" + text + "' is not a number");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private static Profile profile(Properties values) throws SettingsException {
        var word = required(values, "profile");
        var named = Profile.ofWord(word).orElseThrow(() -> new SettingsException(
                "profile '" + word + "' is none of fast, lan, relaxed, safe, wan"));
        try {
            return new Profile(word, millis(values, "lease.renew_ms", named.renewMillis()),
                    millis(values, "lease.lease_ms", named.leaseMillis()),
                    millis(values, "lease.reaction_ms", named.reactionMillis()));
        } catch (IllegalArgumentException e) {
            throw new SettingsException("the times of the lease do not hold: " + e.getMessage());
        }
    }

    private static int millis(Properties values, String key, int otherwise) throws SettingsException {
        var text = values.getProperty(key, "").strip();
        if (!text.matches("[0-9]{0,9}")) {
            throw new SettingsException(key + " '" + text + "' is not a number of milliseconds");
        }
        return text.isEmpty() ? otherwise : Integer.parseInt(text);
    }

    private static InetSocketAddress socketAddress(String key, String text) throws SettingsException {
        int colon = text.lastIndexOf(':');
        try {
            var host = text.substring(0, Math.max(0, colon)).replaceAll("^\\[(.*)]$", "$1");
            int port = Integer.parseInt(text.substring(colon + 1));
            var address = InetAddress.ofLiteral(host);
            if (port > 0 && !address.isAnyLocalAddress()) {
                return new InetSocketAddress(address, port);
            }
        } catch (IllegalArgumentException e) {
            // Said below, like every other fault of the value.
        }
        throw new SettingsException(key + ": '" + text + "' is not address:port with a literal address of one machine");
    }

    static String text(InetSocketAddress address) {
        var host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static UUID uuid(String text) throws SettingsException {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new SettingsException("cluster.id '" + text + "' is not a UUID");
        }
    }

    private static String name(Properties values, String key) throws SettingsException {
        var name = required(values, key);
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,62}")) {
            throw new SettingsException(key + " '" + name + "' is not a name");
        }
        return name;
    }

    private static Path path(Properties values, String key) throws SettingsException {
        var path = required(values, key);
        if (!path.startsWith("/")) {
            throw new SettingsException(key + " '" + path + "' is not an absolute path");
        }
        return Path.of(path);
    }

    private static Path run(Properties values) throws SettingsException {
        var run = path(values, "run");
        if (run.resolve("guard.sock").toString().getBytes(StandardCharsets.UTF_8).length > 107) {
            throw new SettingsException(
                    "run '" + run + "' is too long a path: a Unix socket's name has at most 107 bytes");
        }
        return run;
    }

    private static boolean flag(Properties values, String key) throws SettingsException {
        var text = values.getProperty(key, "false").strip();
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new SettingsException(key + " '" + text + "' is neither true nor false");
        };
    }

    private static String required(Properties values, String key) throws SettingsException {
        var value = values.getProperty(key, "").strip();
        if (value.isEmpty()) {
            throw new SettingsException("key '" + key + "' is missing"
                    + (key.equals("self_fence")
                            ? ": it says what to do when a teardown fails (kill, reboot or watchdog), and has"
                                    + " no default because a wrong guess would restart a machine"
                            : ""));
        }
        return value;
    }
}
