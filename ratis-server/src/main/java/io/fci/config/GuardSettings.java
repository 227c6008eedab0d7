package io.fci.config;

import io.fci.core.state.NodeName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What the guard needs of the node file, in the syntax of `java.util.Properties`: the guard has no YAML parser, because
/// nothing but the JDK may decide whether it starts.
public final class GuardSettings {
    /// Between the arguments of the daemon's command: a character that no argument has a use for.
    private static final char BETWEEN_ARGUMENTS = '\u001f';

    /// Ports below this need a capability that the guard hands to the daemon.
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private GuardSettings() {}

    /// @param daemonCommand how the guard starts the daemon, program first
    public static String of(NodeConfig config, List<String> daemonCommand) {
        if (daemonCommand.isEmpty() || daemonCommand.stream().anyMatch(a -> a.indexOf(BETWEEN_ARGUMENTS) >= 0)) {
            throw new IllegalArgumentException("not a command: " + daemonCommand);
        }
        var settings = new LinkedHashMap<String, String>();
        settings.put("cluster.id", config.clusterId().toString());
        settings.put("cluster.name", config.clusterName());
        settings.put("node", config.node().value());
        settings.put("lease.address", lease(config, config.node()));
        settings.put("peers", config.nodes().keySet().stream()
                .map(node -> node.value() + "=" + lease(config, node))
                .collect(Collectors.joining(",")));
        settings.put("cluster.key", config.clusterKey().map(Object::toString).orElse(""));
        settings.put("insecure", "" + config.insecure());
        settings.put("profile", config.profile().name());
        settings.put("lease.renew_ms", "" + config.profile().renewMillis());
        settings.put("lease.lease_ms", "" + config.profile().leaseMillis());
        settings.put("lease.reaction_ms", "" + config.profile().reactionMillis());
        settings.put("self_fence", config.selfFence().name().toLowerCase(Locale.ROOT));
        settings.put("self_fence_confirmed", config.selfFenceConfirmed().orElse(""));
        settings.put("run", config.run().toString());
        settings.put("data", config.data().toString());
        settings.put("daemon.uid", config.daemonUid().isPresent() ? "" + config.daemonUid().getAsInt() : "");
        settings.put("daemon.command", String.join("" + BETWEEN_ARGUMENTS, daemonCommand));
        settings.put("daemon.ports_below_1024", "" + (lowestPort(config.ports()) < FIRST_UNPRIVILEGED_PORT));
        settings.put("demo_loopback", "" + config.demoLoopback());
        config.watchdog().ifPresent(watchdog -> {
            settings.put("watchdog.device", watchdog.device().toString());
            settings.put("watchdog.seconds", "" + watchdog.timeoutSeconds());
        });
        return lines(settings);
    }

    private static String lease(NodeConfig config, NodeName node) {
        return config.addressesOf(node).lease();
    }

    /// The lease port is the guard's own and not counted.
    private static int lowestPort(NodeConfig.Ports ports) {
        return Math.min(ports.dns(), Math.min(ports.api(), ports.raft()));
    }

    private static String lines(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(e -> e.getKey() + "=" + escaped(e.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    /// `Properties.store` would put the date on top, and the same file must give the same settings.
    private static String escaped(String value) {
        var out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            var c = value.charAt(i);
            if (c == '\\') {
                out.append("\\\\");
            } else if (c == ' ' && i == 0) {
                out.append("\\ ");
            } else if (c >= ' ' && c <= '~') {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return out.toString();
    }
}
