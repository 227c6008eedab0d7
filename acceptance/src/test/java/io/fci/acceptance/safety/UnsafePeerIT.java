package io.fci.acceptance.safety;

import static io.fci.acceptance.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fci.acceptance.Diary;
import io.fci.acceptance.Root;
import io.fci.acceptance.Shell;
import io.fci.acceptance.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The witnesses and the checker themselves, on machines that do let two own the address: two with keepalived that do not hear
/// each other. Whoever says "none" here is blind.
@Tag("safety")
class UnsafePeerIT {
    private static final String ADDRESS = "192.0.2.50";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final List<Tool> tools = new ArrayList<>();

    @BeforeEach
    void up() {
        Root.needed();
        peer("down");
        peer("up");
    }

    @AfterEach
    void down() {
        tools.forEach(Tool::close);
        peer("down");
    }

    @Test
    void bothOwnersOfAPartitionedPairAreSeenByEveryWitnessThatCouldSeeThem() throws IOException {
        var nodes = new LinkedHashMap<String, String>();
        Stream.of("a", "b").forEach(node -> nodes.put(hardwareAddress(node), node));
        start(program("machines.py"), file("machines"), "/nowhere", "peer", directory.toString(), ADDRESS,
                "a=/run/netns/unsafe-peer-a", "b=/run/netns/unsafe-peer-b");
        var wire = new ArrayList<>(List.of(program("wire.py"), "eth0", file("wire"), "8080", ADDRESS));
        wire.addAll(nodes.keySet());
        startAtTheClient(wire.toArray(String[]::new));
        startAtTheClient(program("prober.py"), ADDRESS, "8080", file("answers"));
        tools.forEach(Tool::line);
        peer("cut");
        eventually("the second one has the address too", LIMIT, this::holders, both -> both == 2);
        eventually("some frames of both", LIMIT, () -> runs(nodes), runs -> runs > 20);
        tools.forEach(Tool::end);

        var recording = Recording.read(directory.resolve("answers"), directory.resolve("wire"),
                directory.resolve("machines"), nodes, new Diary(List.of()));
        var overlaps = Overlaps.in(recording.spans());
        System.out.println("SAFETY keepalived, partitioned: " + overlaps.size() + " overlaps, the first: "
                + overlaps.getFirst().sentence());
        assertThat(overlaps).extracting(Overlap::witness).contains(Witness.ADDRESS, Witness.FRAME);
    }

    private long holders() {
        return Stream.of("a", "b").filter(node -> Shell.run(Map.of(), LIMIT, inNamespace(node, "ip", "-o", "addr"))
                .orFail().out().contains(ADDRESS + "/")).count();
    }

    private long runs(Map<String, String> nodes) {
        try (var lines = Files.lines(directory.resolve("wire"))) {
            return lines.filter(line -> nodes.keySet().stream().anyMatch(line::contains)).count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void peer(String command) {
        Shell.run(Map.of(), LIMIT, List.of("bash", program("peer"), command, directory.toString())).orFail();
    }

    private void startAtTheClient(String... command) {
        var all = inNamespace("client", Tool.python());
        all.addAll(List.of(command));
        tools.add(Tool.start(all));
    }

    private void start(String... command) {
        var all = new ArrayList<>(List.of(Tool.python()));
        all.addAll(List.of(command));
        tools.add(Tool.start(all));
    }

    private static List<String> inNamespace(String node, String... command) {
        var all = new ArrayList<>(List.of("nsenter", "--net=/run/netns/unsafe-peer-" + node, "--"));
        all.addAll(List.of(command));
        return all;
    }

    private static String hardwareAddress(String node) {
        var words = List
                .of(Shell.run(Map.of(), LIMIT, inNamespace(node, "ip", "-o", "link", "show", "eth0")).orFail().out()
                        .split("\\s+"));
        return words.get(words.indexOf("link/ether") + 1);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private String program(String name) {
        try (var in = UnsafePeerIT.class.getResourceAsStream("/lab/" + name)) {
            var at = directory.resolve(name);
            Files.copy(in, at, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            return at.toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
