package io.fci.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/// Durations as people type and read them.
final class Durations {
    private static final Pattern TYPED = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private Durations() {}

    /// "500ms", "30s", "2m", "1h".
    static Duration parse(String text) {
        var typed = TYPED.matcher(text);
        if (!typed.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration; write 500ms, 30s, 2m or 1h");
        }
        long number = Long.parseLong(typed.group(1));
        return switch (typed.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /// Hundredths of a second: what a person can still compare.
    static String exact(com.google.protobuf.Duration duration) {
        return String.format(Locale.ROOT, "%.2fs", duration.getSeconds() + duration.getNanos() / 1e9);
    }

    /// "250 ms": of what is well below a second.
    static String millis(com.google.protobuf.Duration duration) {
        return duration.getSeconds() * 1_000 + duration.getNanos() / 1_000_000 + " ms";
    }

    /// Tenths of a millisecond: what a guard does takes few of them.
    static String tenths(com.google.protobuf.Duration duration) {
        return String.format(Locale.ROOT, "%.1fms", duration.getSeconds() * 1e3 + duration.getNanos() / 1e6);
    }

    /// How long ago, in one unit.
    static String ago(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 2 * 3_600) {
            return seconds / 60 + "m";
        }
        return seconds < 48 * 3_600 ? seconds / 3_600 + "h" : seconds / 86_400 + "d";
    }
}
