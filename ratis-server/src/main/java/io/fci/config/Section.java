package io.fci.config;

import io.fci.core.state.Names;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// One mapping of the node file with the lines its entries stand on, so that every refusal can point at its place.
final class Section {
    private record Entry(Node value, OptionalInt line) {}

    private final Path file;
    /// Empty for the whole file.
    private final String name;
    private final OptionalInt line;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private Section(Path file, String name, MappingNode mapping) throws NodeFileException {
        this.file = file;
        this.name = name;
        this.line = lineOf(mapping);
        for (var tuple : mapping.getValue()) {
            var at = lineOf(tuple.getKeyNode());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw NodeFileException.at(file, at, "a key must be a plain word");
            }
            if (entries.putIfAbsent(key.getValue(), new Entry(tuple.getValueNode(), at)) != null) {
                throw NodeFileException.at(file, at, "key '" + full(key.getValue()) + "' is given twice; keep one");
            }
        }
    }

    static Section of(Path file, String name, Node node) throws NodeFileException {
        if (node instanceof MappingNode mapping) {
            return new Section(file, name, mapping);
        }
        throw NodeFileException.at(file, lineOf(node),
                (name.isEmpty() ? "the node file" : name) + " must be a list of 'key: value' lines");
    }

    /// Refuses every key that is not among the known ones and names the nearest of them.
    Section only(List<String> known) throws NodeFileException {
        for (var entry : entries.entrySet()) {
            if (!known.contains(entry.getKey())) {
                throw NodeFileException.at(file, entry.getValue().line(), "unknown key '" + full(entry.getKey())
                        + "'; did you mean '" + full(Spelling.nearest(entry.getKey(), known)) + "'?");
            }
        }
        return this;
    }

    List<String> keys() {
        return List.copyOf(entries.keySet());
    }

    Optional<Section> section(String key) throws NodeFileException {
        var entry = entries.get(key);
        return entry == null ? Optional.empty() : Optional.of(of(file, full(key), entry.value()));
    }

    Section requiredSection(String key, String expected) throws NodeFileException {
        return section(key).orElseThrow(() -> missing(key, expected));
    }

    Optional<String> text(String key, String expected) throws NodeFileException {
        var entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (!(entry.value() instanceof ScalarNode scalar)) {
            throw refuse(key, "must be a single value, expected " + expected);
        }
        if (scalar.getTag().equals(Tag.NULL) || scalar.getValue().isBlank()) {
            throw refuse(key, "has no value, expected " + expected);
        }
        return Optional.of(scalar.getValue());
    }

    String requiredText(String key, String expected) throws NodeFileException {
        return text(key, expected).orElseThrow(() -> missing(key, expected));
    }

    boolean flag(String key) throws NodeFileException {
        var text = text(key, "true or false").orElse("false");
        if (!text.equals("true") && !text.equals("false")) {
            throw wrong(key, text, "true or false");
        }
        return text.equals("true");
    }

    OptionalInt number(String key, int min, int max) throws NodeFileException {
        var expected = "a number from " + min + " to " + max;
        var text = text(key, expected);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        var value = text.get().matches("[0-9]{1,10}") ? Long.parseLong(text.get()) : -1;
        if (value < min || value > max) {
            throw wrong(key, text.get(), expected);
        }
        return OptionalInt.of((int) value);
    }

    NodeFileException wrong(String key, String value, String expected) {
        return refuse(key, "is '" + Names.abbreviate(value) + "', expected " + expected);
    }

    NodeFileException missing(String key, String expected) {
        return NodeFileException.at(file, line, "key '" + full(key) + "' is missing, expected " + expected);
    }

    /// @param sentence continues "KEY ..."
    NodeFileException refuse(String key, String sentence) {
        var entry = entries.get(key);
        return NodeFileException.at(file, entry == null ? line : entry.line(), full(key) + " " + sentence);
    }

    private String full(String key) {
        return (name.isEmpty() ? "" : name + ".") + Names.abbreviate(key);
    }

    private static OptionalInt lineOf(Node node) {
        return node.getStartMark().map(mark -> OptionalInt.of(mark.getLine() + 1)).orElse(OptionalInt.empty());
    }
}
