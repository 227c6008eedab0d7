package io.fci.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The processes of a lab as the kernel has them, by the cgroups they are in. Numbers are those of the machine that the lab runs on.
public final class Places {
    private static final String CLUSTER = "three-nodes";

    private Places() {}

    /// Of the groups that run on the node.
    public static List<Long> ofGroups(String node) {
        return processes(root().resolve("fci").resolve(CLUSTER).resolve(node));
    }

    /// Of one group on the node, whatever its epoch.
    public static List<Long> ofGroup(String node, String group) {
        var all = new ArrayList<Long>();
        for (var place : children(root().resolve("fci").resolve(CLUSTER).resolve(node))) {
            if (place.getFileName().toString().startsWith(group + ".")) {
                all.addAll(processes(place));
            }
        }
        return all;
    }

    public static List<Long> ofDaemon(String node) {
        return processes(root().resolve("fci").resolve(CLUSTER).resolve(node + ".daemon"));
    }

    /// Where the directories of the nodes are.
    public static Path ofNodes() {
        return root().resolve("fci").resolve(CLUSTER);
    }

    /// The shell that watches the guard, and nothing that it forked.
    public static long launcher(String node) {
        return processes(root().resolve("fci-" + CLUSTER).resolve(node)).stream()
                .filter(pid -> commandLine(pid).stream().limit(3).anyMatch(word -> word.endsWith("/fci-launcher")))
                .findFirst().orElseThrow(() -> new AssertionError("no launcher runs on " + node));
    }

    public static long guard(String node) {
        for (long pid : processes(root().resolve("fci-" + CLUSTER).resolve(node))) {
            var words = commandLine(pid);
            if (words.getFirst().endsWith("/java")
                    && words.stream().anyMatch(w -> w.matches(".*/fci-guard-[0-9].*\\.jar"))) {
                return pid;
            }
        }
        throw new AssertionError("no guard runs on " + node);
    }

    /// The cgroups of this cluster that still exist.
    public static List<Path> all() {
        return Stream.of(root().resolve("fci").resolve(CLUSTER), root().resolve("fci-" + CLUSTER)).filter(Files::exists)
                .toList();
    }

    private static List<String> commandLine(long pid) {
        try {
            return List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0"));
        } catch (IOException gone) {
            // A process may end while it is looked at.
            return List.of("");
        }
    }

    private static List<Long> processes(Path cgroup) {
        var all = new ArrayList<Long>();
        try {
            Files.readAllLines(cgroup.resolve("cgroup.procs")).forEach(line -> all.add(Long.parseLong(line)));
            for (var child : children(cgroup)) {
                all.addAll(processes(child));
            }
        } catch (NoSuchFileException gone) {
            return all;
        } catch (IOException e) {
            if (Files.exists(cgroup)) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private static List<Path> children(Path cgroup) {
        try (var entries = Files.newDirectoryStream(cgroup, Files::isDirectory)) {
            var all = new ArrayList<Path>();
            entries.forEach(all::add);
            return all;
        } catch (NoSuchFileException gone) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path root() {
        try {
            for (var line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
                if (line.contains(" - cgroup2 ")) {
                    return Path.of(line.split(" ")[4]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("there is no cgroup2 file system");
    }
}
