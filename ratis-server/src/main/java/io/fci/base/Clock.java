package io.fci.base;

/// The two clocks of a machine. Handed to whatever needs time, so that tests decide what time it is.
public interface Clock {
    /// Grows steadily, from an arbitrary origin; only differences mean something.
    long monotonicNanos();

    /// Unix time, for people: it jumps, and nothing may be decided by it.
    long wallMillis();
}
