package io.fci.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a lab could leave on the machine: processes, namespaces, mounts, cgroups, links, files.
record Leftovers(Set<String> things) {
    private static final List<Path> PARENTS = List.of(Path.of("/run"), Path.of("/run/netns"), Path.of("/var/lib"));

    static Leftovers now() {
        var things = new TreeSet<String>();
        Places.all().forEach(place -> things.add("cgroup " + place));
        mounts().forEach(mount -> things.add("mount " + mount));
        processes().forEach(process -> things.add("process " + process));
        PARENTS.forEach(parent -> files(parent).forEach(file -> things.add("file " + file)));
        return new Leftovers(things);
    }

    /// Other labs of other kinds may run on the machine; only what bears the names of this one counts.
    Set<String> since(Leftovers before) {
        return things.stream().filter(thing -> !before.things.contains(thing))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> mounts() {
        try {
            return Files.readAllLines(Path.of("/proc/self/mounts")).stream().filter(Leftovers::ofALab)
                    .map(line -> line.split(" ")[1]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> processes() {
        return ProcessHandle.allProcesses()
                .map(process -> process.pid() + " " + process.info().commandLine().orElse(""))
                .filter(Leftovers::ofALab);
    }

    private static Stream<String> files(Path parent) {
        if (!Files.isDirectory(parent)) {
            return Stream.of();
        }
        try (var entries = Files.list(parent)) {
            return entries.filter(path -> path.getFileName().toString().startsWith("fci")).map(Path::toString).toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean ofALab(String text) {
        return text.contains("fci-acceptance") || text.contains("/run/netns/fci-");
    }
}
