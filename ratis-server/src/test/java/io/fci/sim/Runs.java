package io.fci.sim;

import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// Many seeds, one after the other on each of some threads; a run itself stays on one. Until one fails or the time is over.
final class Runs {
    private final long first;
    private final Set<Rule> broken;
    private final long begun = System.nanoTime();
    private final long nanos;
    private final AtomicLong next;
    private double seconds;
    private long seeds;
    private long events;
    private long simulated;
    private long failovers;
    private volatile Optional<Run> failed = Optional.empty();

    private Runs(long first, long nanos, Set<Rule> broken) {
        this.first = first;
        this.nanos = nanos;
        this.broken = broken;
        this.next = new AtomicLong(first);
    }

    static Runs of(long first, long nanos, Set<Rule> broken, int threads) {
        var runs = new Runs(first, nanos, broken);
        var workers = new ArrayList<Thread>();
        for (int i = 0; i < threads; i++) {
            workers.add(Thread.ofPlatform().name("runs-" + i).start(runs::work));
        }
        for (var worker : workers) {
            try {
                worker.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while runs are under way", e);
            }
        }
        runs.seconds = (System.nanoTime() - runs.begun) / 1e9;
        return runs;
    }

    Optional<Run> failed() {
        return failed;
    }

    long seeds() {
        return seeds;
    }

    double seconds() {
        return seconds;
    }

    private void work() {
        do {
            long seed = next.getAndIncrement();
            try {
                count(Run.of(seed, broken));
            } catch (RuntimeException | Error e) {
                count(Run.crashed(seed, broken, e));
                throw e;
            }
        } while (failed.isEmpty() && System.nanoTime() - begun < nanos);
    }

    private synchronized void count(Run run) {
        seeds++;
        events += run.events();
        simulated += run.nanos();
        failovers += run.failovers();
        if (run.violation().isPresent() && failed.isEmpty()) {
            failed = Optional.of(run);
        }
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d seeds from %d in %.1f s, %s: %,d events (%,.0f a second), %.1f simulated"
                + " hours (%.2f a second), %,d failovers (%,.0f a second)", seeds, first, seconds,
                failed.isEmpty() ? "nothing happened that must not" : "one failed", events, events / seconds,
                simulated / 3.6e12, simulated / 3.6e12 / seconds, failovers, failovers / seconds);
    }
}
