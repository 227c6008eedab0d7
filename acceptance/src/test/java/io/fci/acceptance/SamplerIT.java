package io.fci.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The witness itself: it must see two owners when there are two, and must not when an address is handed over.
class SamplerIT {
    private static final String ADDRESS = "192.0.2.50";
    private static final List<String> NODES = List.of("sampled-a", "sampled-b");

    @TempDir
    private Path directory;

    @BeforeEach
    void namespaces() {
        Root.needed();
        NODES.forEach(node -> ip("netns", "add", "fci-" + node));
        NODES.forEach(node -> ip("-n", "fci-" + node, "link", "set", "lo", "up"));
    }

    @AfterEach
    void removeNamespaces() {
        NODES.stream().filter(node -> Files.exists(Lab.namespaceFile(node)))
                .forEach(node -> ip("netns", "del", "fci-" + node));
    }

    @Test
    void twoHoldersAtOnceAreSeen() throws IOException {
        try (var sampler = sampler()) {
            NODES.forEach(node -> address("add", node));
            NODES.forEach(node -> address("del", node));
            assertThat(sampler.end().violations()).isNotEmpty();
        }
    }

    @Test
    void anAddressThatIsHandedOverIsNoViolation() throws IOException {
        try (var sampler = sampler()) {
            for (int i = 0; i < 5; i++) {
                NODES.forEach(node -> Stream.of("add", "del").forEach(verb -> address(verb, node)));
            }
            var samples = sampler.end();
            assertThat(samples.violations()).isEmpty();
            assertThat(samples.changes()).as("what it saw").isNotEmpty();
        }
    }

    private Sampler sampler() throws IOException {
        var program = directory.resolve("sampler.py");
        try (var in = SamplerIT.class.getResourceAsStream("/lab/sampler.py")) {
            Files.copy(in, program);
        }
        var namespaces = new TreeMap<String, Path>();
        NODES.forEach(node -> namespaces.put(node, Lab.namespaceFile(node)));
        return Sampler.watching(program, ADDRESS, namespaces);
    }

    private static void address(String verb, String node) {
        ip("-n", "fci-" + node, "addr", verb, ADDRESS + "/32", "dev", "lo");
    }

    private static void ip(String... arguments) {
        Shell.run(Map.of(), Duration.ofSeconds(10), Stream.concat(Stream.of("ip"), Stream.of(arguments)).toList())
                .orFail();
    }
}
