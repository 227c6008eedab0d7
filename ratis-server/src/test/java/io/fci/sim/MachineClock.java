package io.fci.sim;

import java.util.ArrayList;
import java.util.List;

/// The steady clock of one machine: it began anywhere, runs a little fast or slow, and stands still while the machine is
/// frozen by what it runs on. What falls due on the machine then happens when it wakes, at the time it was due by this clock.
final class MachineClock {
    private final Timeline time;
    private final long offset;
    private final double rate;
    private long stood;
    private long stoppedAt = -1;
    private final List<Runnable> onWake = new ArrayList<>();

    MachineClock(Timeline time, long offset, double rate) {
        this.time = time;
        this.offset = offset;
        this.rate = rate;
    }

    long now() {
        long running = (stopped() ? stoppedAt : time.now()) - stood;
        return offset + (long) (running * (1 + rate));
    }

    long millis() {
        return now() / Timeline.MILLI;
    }

    void after(long nanos, Runnable what) {
        at(now() + nanos, what);
    }

    private void at(long due, Runnable what) {
        if (stopped()) {
            onWake(() -> at(due, what));
            return;
        }
        // Rounded up, so that a timer never fires early.
        long truly = (long) Math.ceil((due - now()) / (1 + rate)) + 1;
        time.after(truly, () -> {
            if (stopped() || now() < due) {
                at(due, what);
            } else {
                what.run();
            }
        });
    }

    boolean stopped() {
        return stoppedAt >= 0;
    }

    void onWake(Runnable what) {
        onWake.add(what);
    }

    void stop() {
        if (!stopped()) {
            stoppedAt = time.now();
        }
    }

    void go() {
        if (!stopped()) {
            return;
        }
        stood += time.now() - stoppedAt;
        stoppedAt = -1;
        var waiting = List.copyOf(onWake);
        onWake.clear();
        waiting.forEach(Runnable::run);
    }
}
