package io.fci.codec.api;

import io.fci.core.state.Names;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Signals that may ask a process to stop, by name and by their number on Linux.
final class Signals {
    private static final Map<String, Integer> NUMBERS = new TreeMap<>(Map.of("HUP", 1, "INT", 2, "QUIT", 3, "KILL", 9,
            "USR1", 10, "USR2", 12, "TERM", 15, "WINCH", 28));

    private Signals() {}

    static int number(String field, String text) {
        var name = text.toUpperCase(Locale.ROOT);
        var number = NUMBERS.get(name.startsWith("SIG") ? name.substring(3) : name);
        if (number != null) {
            return number;
        }
        if (text.matches("[0-9]{1,2}") && NUMBERS.containsValue(Integer.parseInt(text))) {
            return Integer.parseInt(text);
        }
        throw Malformed.field(field, "stop signal '" + Names.abbreviate(text) + "' is not known; use one of SIG"
                + String.join(", SIG", NUMBERS.keySet()));
    }

    static String name(int number) {
        return NUMBERS.entrySet()
                .stream()
                .filter(e -> e.getValue() == number)
                .map(e -> "SIG" + e.getKey())
                .findFirst()
                .orElse(Integer.toString(number));
    }
}
