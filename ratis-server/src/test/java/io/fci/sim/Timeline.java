package io.fci.sim;

import java.util.PriorityQueue;

/// True time, which nobody in the cluster can read, and what is to happen when. Ties happen in the order they were planned.
final class Timeline {
    static final long MICRO = 1_000;
    static final long MILLI = 1_000_000;
    static final long SECOND = 1_000_000_000;

    private record Due(long at, long order, Runnable what) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(order, other.order);
        }
    }

    private final PriorityQueue<Due> due = new PriorityQueue<>();
    private long now;
    private long planned;

    long now() {
        return now;
    }

    long events() {
        return planned - due.size();
    }

    void after(long nanos, Runnable what) {
        due.add(new Due(now + Math.max(0, nanos), planned++, what));
    }

    /// Lets the next thing happen unless it lies after `end`.
    boolean step(long end) {
        var next = due.peek();
        if (next == null || next.at() > end) {
            now = end;
            return false;
        }
        due.remove();
        now = next.at();
        next.what().run();
        return true;
    }
}
