package io.fci.config;

import java.nio.file.Path;
import java.util.OptionalInt;

/// The node file cannot be used. The message is one sentence for the person who wrote it: where, which key, the value and
/// what is expected. Nothing else about the node was looked at or changed.
public final class NodeFileException extends Exception {
    private static final long serialVersionUID = 1;

    NodeFileException(String message) {
        super(message);
    }

    NodeFileException(String message, Throwable cause) {
        super(message, cause);
    }

    static NodeFileException at(Path file, OptionalInt line, String what) {
        return new NodeFileException(file + (line.isPresent() ? ":" + line.getAsInt() : "") + ": " + what);
    }
}
