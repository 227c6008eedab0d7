package io.fci;

import io.fci.config.GuardSettings;
import io.fci.config.NodeConfig;
import io.fci.config.NodeFile;
import io.fci.config.NodeFileException;
import java.nio.file.Path;
import java.util.List;

/// `fcid --config FILE` runs the daemon until it is told to end; `fcid --guard-settings --config FILE` checks the node file
/// and prints what the guard needs of it; `fcid --check --config FILE` only checks; `fcid --warm-up --config FILE` serves
/// until its input ends, so that a build can record which classes a daemon needs. Whatever is wrong is one sentence on
/// stderr. Exit codes: 64 wrong arguments, 78 wrong node file, 69 something the node needs is not to be had, 70 the replica
/// had to stop, 75 start it again: a newer daemon of this node has its guard, or it had lost its log, has caught up, and votes
/// only in its next process.
public final class Main {
    private static final int USAGE = 64;
    private static final int UNAVAILABLE = 69;
    private static final int CONFIG = 78;

    private Main() {}

    public static void main(String[] args) {
        var arguments = List.of(args);
        int at = arguments.indexOf("--config");
        var rest = new java.util.ArrayList<>(arguments);
        if (at < 0 || at + 1 >= arguments.size()) {
            leave(USAGE, "usage: fcid [--guard-settings | --check | --warm-up] --config FILE");
        }
        rest.subList(at, at + 2).clear();
        var file = Path.of(arguments.get(at + 1)).toAbsolutePath();
        var config = read(file);
        switch (rest.isEmpty() ? "" : rest.getFirst()) {
            case "" -> run(config, false);
            case "--warm-up" -> warmUp(config);
            case "--check" -> System.out.println(file + " is a valid node file of node " + config.node());
            case "--guard-settings" -> System.out.print(GuardSettings.of(config, daemonCommand(file)));
            default -> leave(USAGE, "fcid does not know the argument '" + rest.getFirst()
                    + "'; usage: fcid [--guard-settings | --check | --warm-up] --config FILE");
        }
    }

    private static NodeConfig read(Path file) {
        try {
            return NodeFile.read(file);
        } catch (NodeFileException e) {
            leave(CONFIG, e.getMessage());
            throw new IllegalStateException("unreachable", e);
        }
    }

    private static List<String> daemonCommand(Path file) {
        var home = System.getProperty("fci.home");
        if (home == null) {
            leave(USAGE, "start fcid by the program in bin/, which says where it is installed (fci.home)");
        }
        return List.of(Path.of(home, "bin", "fcid").normalize().toString(), "--config", file.toString());
    }

    private static void run(NodeConfig config, boolean rehearses) {
        try {
            var server = new FciServer(config, rehearses);
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(server::close));
            server.start();
        } catch (FciServer.CannotServe e) {
            // Libraries leave threads behind that would keep a half-started process alive.
            System.err.println("fcid: " + e.getMessage());
            Runtime.getRuntime().halt(UNAVAILABLE);
        }
    }

    /// Ends in the ordinary way, because only then the archive of classes is written.
    private static void warmUp(NodeConfig config) {
        run(config, true);
        try {
            while (System.in.read() >= 0) {
                // Whoever started this holds the other end until it has seen enough.
            }
        } catch (java.io.IOException e) {
            leave(UNAVAILABLE, "cannot read the input: " + e.getMessage());
        }
        System.exit(0);
    }

    private static void leave(int code, String sentence) {
        System.err.println(sentence.startsWith("usage") ? sentence : "fcid: " + sentence);
        System.exit(code);
    }
}
