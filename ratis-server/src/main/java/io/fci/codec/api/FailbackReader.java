package io.fci.codec.api;

import io.fci.core.state.Failback;
import io.fci.core.state.Failback.Mode;
import io.fci.core.state.Failback.Window;
import io.fci.core.state.Names;
import io.fci.v1.FailbackPolicy;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a request says about going back.
final class FailbackReader {
    private static final Pattern TIME = Pattern.compile("([01][0-9]|2[0-3]):([0-5][0-9])");
    private static final long DAY = 86_400_000L;

    private FailbackReader() {}

    static Failback read(String field, FailbackPolicy policy) {
        var mode = switch (policy.getMode()) {
            case MODE_UNSPECIFIED, MODE_NEVER -> Mode.NEVER;
            case MODE_IMMEDIATE -> Mode.IMMEDIATE;
            case MODE_IN_WINDOW -> Mode.IN_WINDOW;
            case UNRECOGNIZED -> throw Malformed.field(field + ".mode", "mode has the value " + policy.getModeValue()
                    + ", which this version does not know; use one of its names");
        };
        boolean window = !policy.getWindowStart().isEmpty() || !policy.getWindowEnd().isEmpty();
        return new Failback(mode, window ? Optional.of(window(field, policy)) : Optional.empty(),
                policy.hasStableFor()
                        ? Durations.millis(field + ".stable_for", "time before going back", policy.getStableFor(), 0,
                                30 * DAY)
                        : Failback.NEVER.stableMillis());
    }

    private static Window window(String field, FailbackPolicy policy) {
        return new Window(minute(field + ".window_start", policy.getWindowStart()),
                minute(field + ".window_end", policy.getWindowEnd()), zone(field + ".time_zone", policy.getTimeZone()));
    }

    private static int minute(String field, String text) {
        var time = TIME.matcher(text);
        if (!time.matches()) {
            throw Malformed.field(field, "a time of the day is given as HH:MM, not '" + Names.abbreviate(text) + "'");
        }
        return Integer.parseInt(time.group(1)) * 60 + Integer.parseInt(time.group(2));
    }

    /// Known to this node at least; a leader that does not know it lets nothing go back, and says so.
    private static String zone(String field, String zone) {
        try {
            return zone.isEmpty() ? "UTC" : ZoneId.of(zone).getId();
        } catch (DateTimeException e) {
            throw Malformed.field(field, "there is no time zone '" + Names.abbreviate(zone)
                    + "'; give one like Europe/Berlin, or none for UTC");
        }
    }
}
