package io.fci.core.state;

import java.util.Optional;

/// Whether a group goes back by itself to a node that it prefers to the present one, once that node is back.
///
/// @param window of the day in which it may; present if and only if the mode asks for it
/// @param stableMillis for how long the node must have been back
public record Failback(Mode mode, Optional<Window> window, long stableMillis) {
    /// It stays where it is: an automatic move is an outage.
    public static final Failback NEVER = new Failback(Mode.NEVER, Optional.empty(), 300_000);

    public enum Mode {
        NEVER, IMMEDIATE, IN_WINDOW
    }

    /// From the start, inclusive, to the end, exclusive, both in minutes of the local day, 0 to 1439. An end that is not
    /// after the start is on the next day.
    ///
    /// @param zone as IANA names it ("Europe/Berlin")
    public record Window(int start, int end, String zone) {
        @Override
        public String toString() {
            return time(start) + "-" + time(end) + " " + zone;
        }

        private static String time(int minute) {
            return two(minute / 60) + ":" + two(minute % 60);
        }

        private static String two(int number) {
            return number < 10 ? "0" + number : Integer.toString(number);
        }
    }
}
