package io.fci.hands;

import java.time.Duration;

/// Whether the guard still speaks, told from its signs of life and looked at with their rhythm. Safe for use by any thread.
///
/// Silence is counted in looks and not in time: a daemon that stood still itself has looked only once meanwhile, and what
/// the guard said lies unread in its socket.
final class Pulse {
    /// One more may be on its way, and one late.
    private static final int LOOKS = 5;

    private boolean everHeard;
    private long heardNanos;
    private int looks;

    synchronized void heard(long now) {
        everHeard = true;
        heardNanos = now;
        looks = 0;
    }

    /// How long the guard has said nothing; zero: it speaks, or was never heard.
    synchronized Duration look(long now) {
        if (looks < LOOKS) {
            looks++;
            return Duration.ZERO;
        }
        return everHeard ? Duration.ofNanos(Math.max(1, now - heardNanos)) : Duration.ZERO;
    }
}
