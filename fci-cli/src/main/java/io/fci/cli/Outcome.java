package io.fci.cli;

import io.fci.cli.Output.Format;
import io.fci.v1.Operation;
import java.util.function.Supplier;

/// The last word of a command that set off an operation.
final class Outcome {
    private Outcome() {}

    /// @param done what to say when it has succeeded
    static void show(Operation operation, Terminal terminal, Format format, Supplier<String> done) {
        switch (format) {
            case JSON -> terminal.line(Json.text(operation));
            case NAME -> terminal.line(ShortNames.of(operation.getName()));
            case TABLE -> terminal.line(sentence(operation, done));
        }
    }

    private static String sentence(Operation operation, Supplier<String> done) {
        var name = operation.getName().isEmpty() ? "" : "  operation " + ShortNames.of(operation.getName());
        return switch (operation.getState()) {
            case STATE_SUCCEEDED -> done.get() + name;
            case STATE_PENDING, STATE_RUNNING -> operation.getName().isEmpty()
                    ? "It can be done. Nothing was changed."
                    : "It is committed and goes on." + name;
            case STATE_FAILED, STATE_SUPERSEDED, STATE_UNSPECIFIED, UNRECOGNIZED ->
                "It is " + Words.of(operation.getState()) + "." + name;
        };
    }
}
