package io.fci.lead;

import io.fci.core.state.Failback;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether a window of the day is open: by the time zones that this machine knows. Only the leader asks, and tells the
/// answer in the entry.
final class Windows {
    private static final Logger LOG = LoggerFactory.getLogger(Windows.class);

    private Windows() {}

    /// In the hour that a change to winter time repeats it is open twice, and in the one that a change to summer time
    /// skips not at all: what counts is what a clock on the wall there shows.
    static boolean isOpen(Failback.Window window, long wallMillis) {
        try {
            var local = Instant.ofEpochMilli(wallMillis).atZone(ZoneId.of(window.zone())).toLocalTime();
            int minute = local.getHour() * 60 + local.getMinute();
            return window.start() < window.end()
                    ? window.start() <= minute && minute < window.end()
                    : window.start() <= minute || minute < window.end();
        } catch (DateTimeException e) {
            LOG.warn("the window {} cannot be looked at on this node: {}", window, e.getMessage());
            return false;
        }
    }
}
