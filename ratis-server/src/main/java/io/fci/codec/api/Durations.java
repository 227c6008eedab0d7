package io.fci.codec.api;

import com.google.protobuf.Duration;

/// Durations as milliseconds, within the bounds of what they are for. A bound is where a value stops being a choice and
/// becomes a mistake: a timeout of a microsecond, a period of a century.
final class Durations {
    static final long SECOND = 1_000;
    static final long DAY = 24 * 3_600 * SECOND;

    private Durations() {}

    /// @param what as it is called in the sentence
    static long millis(String field, String what, Duration value, long least, long most) {
        if (value.getNanos() < 0 || value.getNanos() > 999_999_999 || value.getSeconds() < 0
                || value.getSeconds() > most / SECOND) {
            throw outside(field, what, value, least, most);
        }
        long millis = value.getSeconds() * SECOND + value.getNanos() / 1_000_000;
        if (millis < least || millis > most) {
            throw outside(field, what, value, least, most);
        }
        return millis;
    }

    static Duration of(long millis) {
        return Duration.newBuilder()
                .setSeconds(Math.floorDiv(millis, SECOND))
                .setNanos((int) Math.floorMod(millis, SECOND) * 1_000_000)
                .build();
    }

    private static Malformed outside(String field, String what, Duration value, long least, long most) {
        var given = value.getNanos() == 0
                ? value.getSeconds() + "s"
                : "%ds and %dns".formatted(value.getSeconds(), value.getNanos());
        return Malformed.field(field,
                "the " + what + " is " + given + "; give " + text(least) + " to " + text(most));
    }

    private static String text(long millis) {
        if (millis > 0 && millis % DAY == 0) {
            return millis / DAY + "d";
        }
        return millis % SECOND == 0 ? millis / SECOND + "s" : millis + "ms";
    }
}
