package io.fci.core.view;

/// Spans of time in words.
public final class Times {
    private Times() {}

    /// "6 h", "15 min", "90 s": exact, in the largest unit that is; below a second "250 ms".
    public static String period(long millis) {
        if (millis >= 3_600_000 && millis % 3_600_000 == 0) {
            return millis / 3_600_000 + " h";
        }
        if (millis >= 60_000 && millis % 60_000 == 0) {
            return millis / 60_000 + " min";
        }
        return millis >= 1_000 && millis % 1_000 == 0 ? millis / 1_000 + " s" : millis + " ms";
    }

    /// For something that comes: "3 h", "42 min", "7 s", rounded up.
    public static String about(long millis) {
        long seconds = Math.ceilDiv(millis, 1_000);
        if (seconds >= 2 * 3_600) {
            return Math.ceilDiv(seconds, 3_600) + " h";
        }
        return seconds >= 2 * 60 ? Math.ceilDiv(seconds, 60) + " min" : seconds + " s";
    }
}
