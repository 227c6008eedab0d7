package io.fci.config;

import io.fci.config.NodeConfig.SelfFence;
import java.nio.file.Files;
import java.util.List;

/// The rules between the keys of a node file: each value is right by itself when these are asked.
final class NodeFileRules {
    /// A Unix socket lies in the run directory, and the kernel ends its path at 107 bytes.
    private static final int MAX_RUN_PATH = 80;

    private NodeFileRules() {}

    static void check(Section top, NodeConfig config) throws NodeFileException {
        checkDirectories(top, config);
        checkLoopback(top, config);
        checkEncryption(top, config);
        checkWatchdog(top, config);
    }

    private static void checkWatchdog(Section top, NodeConfig config) throws NodeFileException {
        boolean fences = config.selfFence() == SelfFence.WATCHDOG;
        if (fences && config.watchdog().isEmpty()) {
            throw top.missing("watchdog", "device and timeout, because self_fence is watchdog");
        }
        if (!fences && config.watchdog().isPresent()) {
            throw top.refuse("watchdog", "is given, but self_fence is not watchdog: nothing would pet it");
        }
    }

    private static void checkDirectories(Section top, NodeConfig config) throws NodeFileException {
        for (var key : List.of("data", "run")) {
            var path = key.equals("data") ? config.data() : config.run();
            if (Files.exists(path) && !Files.isDirectory(path)) {
                throw top.wrong(key, path.toString(), "a directory");
            }
        }
        if (config.data().equals(config.run())) {
            throw top.wrong("run", config.run().toString(), "another directory than data");
        }
        if (config.run().toString().length() > MAX_RUN_PATH) {
            throw top.wrong("run", config.run().toString(), "a path of at most " + MAX_RUN_PATH + " characters");
        }
    }

    private static void checkLoopback(Section top, NodeConfig config) throws NodeFileException {
        if (!config.demoLoopback()) {
            return;
        }
        for (var node : config.nodes().entrySet()) {
            if (!Addresses.isDemo(node.getValue())) {
                throw top.refuse("demo_loopback", "is true, but node '" + node.getKey() + "' has the address "
                        + node.getValue().getHostAddress() + "; only 127.0.0.0/8 is a demo on one machine");
            }
        }
        if (config.selfFence() != SelfFence.KILL) {
            throw top.refuse("demo_loopback", "is true, but self_fence is not kill: a demo must not stop its machine");
        }
    }

    private static void checkEncryption(Section top, NodeConfig config) throws NodeFileException {
        if (config.tls().isPresent() && config.insecure()) {
            throw top.refuse("insecure", "is true and tls is given; remove one of them");
        }
        for (var node : config.nodes().entrySet()) {
            if (!config.insecure() && !node.getValue().isLoopbackAddress()) {
                checkSecrets(top, config, "because node '" + node.getKey() + "' is reached over the network at "
                        + node.getValue().getHostAddress()
                        + " (or 'insecure: true' on a network where you trust everybody)");
                return;
            }
        }
    }

    /// Two of them: certificates are for what daemons say by TCP, and TLS is too slow for what guards say.
    private static void checkSecrets(Section top, NodeConfig config, String why) throws NodeFileException {
        if (config.tls().isEmpty()) {
            throw top.missing("tls", "ca, certificate and key, " + why);
        }
        if (config.clusterKey().isEmpty()) {
            throw top.missing("cluster_key", "the file of the key that all nodes' guards share, " + why);
        }
    }
}
