package io.fci.base;

/// A clock that stands still until the test moves it. Its two hands move apart, as they do on machines.
public final class ManualClock implements Clock {
    private long nanos = 1_000_000_000L;
    private long wall = 1_700_000_000_000L;

    @Override
    public synchronized long monotonicNanos() {
        return nanos;
    }

    @Override
    public synchronized long wallMillis() {
        return wall;
    }

    /// Lets time pass.
    public synchronized void advance(long millis) {
        nanos += millis * 1_000_000;
        wall += millis;
    }

    /// Sets the wall clock, as an administrator or NTP does.
    public synchronized void jumpWall(long millis) {
        wall += millis;
    }
}
