package io.fci.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A story about a cluster in a text file: what is done, a line of dashes, and the whole transcript of what follows.
///
/// @param head comments and commands as written
record Scenario(Path file, List<String> head, String transcript) {
    private static final String DASHES = "----";

    static List<Scenario> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            var scenarios = new ArrayList<Scenario>();
            for (var file : files.filter(f -> f.toString().endsWith(".scenario")).sorted().toList()) {
                scenarios.add(read(file));
            }
            return scenarios;
        }
    }

    private static Scenario read(Path file) throws IOException {
        var lines = Files.readAllLines(file);
        int dashes = lines.indexOf(DASHES);
        return dashes < 0
                ? new Scenario(file, lines, "")
                : new Scenario(file, lines.subList(0, dashes),
                        String.join("\n", lines.subList(dashes + 1, lines.size())) + "\n");
    }

    String name() {
        return file.getFileName().toString().replace(".scenario", "").replace('-', ' ');
    }

    /// What really follows.
    String run() {
        var stage = new Stage();
        for (int i = 0; i < head.size(); i++) {
            var line = head.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                try {
                    stage.perform(line);
                } catch (RuntimeException e) {
                    throw new IllegalStateException(file + ":" + (i + 1) + ": " + line + ": " + e.getMessage(), e);
                }
            }
        }
        return stage.transcript();
    }

    void rewrite(String transcript) throws IOException {
        Files.writeString(file, String.join("\n", head) + "\n" + DASHES + "\n" + transcript);
    }
}
