package io.fci.guard.seal;

import java.util.function.LongSupplier;

/// At most one in a while.
final class Interval {
    private final LongSupplier clock;
    private final long nanos;
    private boolean begun;
    private long last;

    Interval(LongSupplier clock, long nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    boolean due() {
        long now = clock.getAsLong();
        if (begun && now - last < nanos) {
            return false;
        }
        begun = true;
        last = now;
        return true;
    }
}
