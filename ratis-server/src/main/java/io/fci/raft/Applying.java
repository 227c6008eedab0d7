package io.fci.raft;

import io.fci.base.Clock;

/// Whether what is committed is applied here. A replica that stands still looks alive to everybody else, and its node
/// would go on carrying out orders that are no longer the newest. Asked about once a second, by one thread.
final class Applying {
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final Clock clock;
    private long applied = Long.MIN_VALUE;
    private long movedNanos;

    Applying(Clock clock) {
        this.clock = clock;
        this.movedNanos = clock.monotonicNanos();
    }

    /// @return false when entries have been waiting to be applied for 5 s and none was
    synchronized boolean goesOn(long committedIndex, long appliedIndex) {
        long now = clock.monotonicNanos();
        if (appliedIndex != applied || committedIndex <= appliedIndex) {
            applied = appliedIndex;
            movedNanos = now;
        }
        return now - movedNanos < PATIENCE_NANOS;
    }
}
