package io.fci.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Watches at which nodes the kernel has an address, some thousand times a second, until it is ended.
record Sampler(Tool tool) implements AutoCloseable {
    static Sampler watching(Instance instance) {
        var namespaces = new TreeMap<String, Path>();
        instance.lab().plan.nodes().forEach(node -> namespaces.put(node, Lab.namespaceFile(node)));
        return watching(instance.lab().bring("sampler.py"), instance.address(), namespaces);
    }

    /// @param program where the sampler itself is
    static Sampler watching(Path program, String address, SortedMap<String, Path> namespaces) {
        var command = new ArrayList<>(List.of(Tool.python(), program.toString(), address));
        namespaces.forEach((node, file) -> command.add(node + "=" + file));
        var tool = Tool.start(command);
        assertThat(tool.line()).isEqualTo("watching");
        return new Sampler(tool);
    }

    /// @param widestMillis the longest time between two looks at one node
    /// @param changes who had the address when, in the order seen
    /// @param violations moments at which two nodes had it
    record Samples(long rounds, double widestMillis, List<Change> changes, List<String> violations) {
        /// How long after the moment the node lost the address that it had then; nothing when it had none.
        double lostAfter(long ns, String node) {
            return changes.stream()
                    .filter(change -> change.node().equals(node) && change.ns() > ns && !change.holds())
                    .mapToDouble(change -> (change.ns() - ns) / 1e6)
                    .findFirst()
                    .orElse(0);
        }
    }

    record Change(long ns, String node, boolean holds) {
        static Change of(JsonObject json) {
            return new Change(json.get("ns").getAsLong(), json.get("node").getAsString(),
                    json.get("holds").getAsBoolean());
        }
    }

    Samples end() {
        JsonObject json = JsonParser.parseString(tool.end().getLast()).getAsJsonObject();
        return new Samples(json.get("rounds").getAsLong(), json.get("widest_ms").getAsDouble(),
                json.getAsJsonArray("changes").asList().stream().map(change -> Change.of(change.getAsJsonObject()))
                        .toList(),
                texts(json.getAsJsonArray("violations")));
    }

    private static List<String> texts(Iterable<JsonElement> elements) {
        var texts = new ArrayList<String>();
        elements.forEach(element -> texts.add(element.toString()));
        return texts;
    }

    @Override
    public void close() {
        tool.close();
    }
}
