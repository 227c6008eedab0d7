package io.fci.sim;

/// The steady clock of one machine: it began anywhere and runs a little fast or slow.
final class MachineClock {
    private final Timeline time;
    private final long offset;
    private final double rate;

    MachineClock(Timeline time, long offset, double rate) {
        this.time = time;
        this.offset = offset;
        this.rate = rate;
    }

    long now() {
        return offset + (long) (time.now() * (1 + rate));
    }

    long millis() {
        return now() / Timeline.MILLI;
    }

    /// How much true time passes while this clock counts `nanos`; rounded up, so that a timer never fires early.
    long truly(long nanos) {
        return (long) Math.ceil(nanos / (1 + rate)) + 1;
    }
}
