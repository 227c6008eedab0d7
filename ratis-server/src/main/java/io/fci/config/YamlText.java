package io.fci.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// A file as a tree of YAML nodes, which know their lines. Bounded: whatever is named on the command line may be opened.
final class YamlText {
    /// A node file is a screen of text; whatever is larger is another file.
    private static final int MAX_BYTES = 64 * 1024;

    private YamlText() {}

    static Node read(Path file) throws NodeFileException {
        // No aliases and no tags are needed here, and an alias can blow a small file up to gigabytes.
        var settings = LoadSettings.builder()
                .setLabel(file.toString())
                .setSchema(new CoreSchema())
                .setMaxAliasesForCollections(0)
                .setAllowNonScalarKeys(true)
                .setCodePointLimit(MAX_BYTES)
                .build();
        try {
            return new Compose(settings).composeString(text(file))
                    .orElseThrow(() -> new NodeFileException(file + ": the file is empty; it must name the cluster,"
                            + " the node and its peers"));
        } catch (MarkedYamlEngineException e) {
            var line = e.getProblemMark().map(m -> OptionalInt.of(m.getLine() + 1)).orElse(OptionalInt.empty());
            throw NodeFileException.at(file, line, "this is not YAML: " + oneLine(e.getProblem()));
        } catch (YamlEngineException e) {
            throw new NodeFileException(file + ": this is not YAML: " + oneLine(e.getMessage()), e);
        }
    }

    private static String text(Path file) throws NodeFileException {
        try {
            if (Files.isDirectory(file)) {
                throw new NodeFileException(file + ": this is a directory, expected the node file");
            }
            // The size of a pipe or of a file in /proc is not known before it is read.
            byte[] bytes;
            try (var in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            }
            if (bytes.length > MAX_BYTES) {
                throw new NodeFileException(file + ": the file is larger than " + MAX_BYTES
                        + " bytes, so it is not a node file");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (NoSuchFileException e) {
            throw new NodeFileException(file + ": there is no such file", e);
        } catch (CharacterCodingException e) {
            throw new NodeFileException(file + ": the file is not UTF-8 text", e);
        } catch (IOException e) {
            throw new NodeFileException(file + ": the file cannot be read: " + e.getMessage(), e);
        }
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
