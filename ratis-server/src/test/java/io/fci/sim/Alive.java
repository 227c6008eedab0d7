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

    Alive(Timeline time, MachineClock clock, Dice dice) {
        this.time = time;
        this.clock = clock;
        this.dice = dice;
    }

    boolean acts() {
        return !dead && !frozen;
    }

    boolean dead() {
        return dead;
    }

    boolean frozen() {
        return frozen;
    }

    void after(Object thread, long nanos, Runnable what) {
        time.after(clock.truly(nanos), () -> now(thread, what));
    }

    void now(Object thread, Runnable what) {
        if (dead) {
            return;
        }
        if (frozen || waiting.containsKey(thread)) {
            waiting.computeIfAbsent(thread, _ -> new ArrayList<>()).add(what);
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
        for (var thread : List.copyOf(waiting.keySet())) {
            time.after(dice.delay(300 * Timeline.MICRO, 3 * Timeline.MILLI), () -> drain(thread));
        }
    }

    private void drain(Object thread) {
        if (dead || frozen) {
            return;
        }
        var due = waiting.remove(thread);
        if (due != null) {
            due.forEach(what -> now(thread, what));
        }
    }
}
