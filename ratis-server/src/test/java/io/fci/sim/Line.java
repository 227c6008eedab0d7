package io.fci.sim;

/// One connection of a daemon to its guard: in order, late, and ended for both when it ends.
final class Line {
    private final Timeline time;
    private final Dice dice;
    final GuardTwin guard;
    final DaemonTwin daemon;
    private long toGuard;
    private long toDaemon;
    private boolean closed;

    Line(Timeline time, Dice dice, GuardTwin guard, DaemonTwin daemon) {
        this.time = time;
        this.dice = dice;
        this.guard = guard;
        this.daemon = daemon;
    }

    void toGuard(Runnable what) {
        if (closed) {
            return;
        }
        toGuard = Math.max(toGuard + 1, time.now() + delay());
        time.after(toGuard - time.now(), () -> guard.alive.now("reader", () -> {
            guard.heard(this);
            what.run();
        }));
    }

    void toDaemon(Runnable what) {
        if (closed) {
            return;
        }
        toDaemon = Math.max(toDaemon + 1, time.now() + delay());
        time.after(toDaemon - time.now(), () -> daemon.alive.now("link", () -> {
            if (daemon.uses(this)) {
                what.run();
            }
        }));
    }

    private long delay() {
        return dice.delay(100 * Timeline.MICRO, 2 * Timeline.MILLI);
    }

    boolean closed() {
        return closed;
    }

    /// What is under way still arrives, then the end of the line does.
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        time.after(Math.max(toGuard - time.now(), 0) + delay(),
                () -> guard.alive.now("reader", () -> guard.disconnected(this)));
        time.after(Math.max(toDaemon - time.now(), 0) + delay(),
                () -> daemon.alive.now("link", () -> daemon.disconnected(this)));
    }
}
