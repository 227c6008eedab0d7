package io.fci.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One life of a process. Dead, nothing of it happens any more; frozen, what falls due waits and happens when it wakes, each
/// thread in its own order and the threads in any.
final class Alive {
    private final Timeline time;
    private final MachineClock clock;
    private final Dice dice;
    private final Map<Object, List<Runnable>> waiting = new LinkedHashMap<>();
    private boolean dead;
    private boolean frozen;
    private boolean asleep;

    Alive(Timeline time, MachineClock clock, Dice dice) {
        this.time = time;
        this.clock = clock;
        this.dice = dice;
    }

    boolean acts() {
        return !dead && !frozen && !clock.stopped();
    }

    boolean dead() {
        return dead;
    }

    boolean frozen() {
        return frozen;
    }

    void after(Object thread, long nanos, Runnable what) {
        clock.after(nanos, () -> now(thread, what));
    }

    void now(Object thread, Runnable what) {
        if (dead) {
            return;
        }
        if (frozen || clock.stopped() || !waiting.isEmpty() && waiting.containsKey(thread)) {
            waiting.computeIfAbsent(thread, _ -> new ArrayList<>()).add(what);
            sleep();
        } else {
            what.run();
        }
    }

    void die() {
        dead = true;
        waiting.clear();
    }

    void freeze() {
        frozen = true;
    }

    void thaw() {
        if (dead || !frozen) {
            return;
        }
        frozen = false;
        goOn();
    }

    /// Goes on when its machine does.
    private void sleep() {
        if (clock.stopped() && !asleep) {
            asleep = true;
            clock.onWake(() -> {
                asleep = false;
                goOn();
            });
        }
    }

    private void goOn() {
        if (dead || frozen) {
            return;
        }
        if (clock.stopped()) {
            sleep();
            return;
        }
        for (var thread : List.copyOf(waiting.keySet())) {
            time.after(dice.delay(300 * Timeline.MICRO, 3 * Timeline.MILLI), () -> drain(thread));
        }
    }

    private void drain(Object thread) {
        if (!acts()) {
            sleep();
            return;
        }
        var due = waiting.remove(thread);
        if (due != null) {
            due.forEach(what -> now(thread, what));
        }
    }
}
