package io.fci.cli;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.util.List;
import java.util.StringJoiner;

/// `-o json`: the canonical JSON of the API's messages (camelCase, 64-bit numbers as strings, enums by name) with short
/// names. Lists are objects with one key, so that more can be added beside it.
final class Json {
    private static final JsonFormat.Printer PRINTER = JsonFormat.printer();

    private final StringJoiner fields = new StringJoiner(",\n", "{\n", "\n}");

    Json with(String key, Message message) {
        fields.add(indented("\"" + key + "\": " + text(message)));
        return this;
    }

    Json with(String key, List<? extends Message> messages) {
        var items = messages.isEmpty()
                ? "[]"
                : "[\n" + String.join(",\n", messages.stream().map(m -> indented(text(m))).toList()) + "\n]";
        fields.add(indented("\"" + key + "\": " + items));
        return this;
    }

    @Override
    public String toString() {
        return fields.toString();
    }

    static String text(Message message) {
        try {
            return PRINTER.print(ShortNames.in(message));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("only Any fields can fail, and the API has none", e);
        }
    }

    private static String indented(String text) {
        return text.indent(2).stripTrailing();
    }
}
