package io.fci.raft;

import java.util.OptionalLong;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Tells the duties whether this node leads, on a thread of their own: Ratis tells it while it holds its lock. What is kept
/// is only the newest term, so nothing queues up however long the duties take.
final class Duties implements Replica.Watcher {
    private final LeaderDuties duties;
    private final Fatal fatal;
    private final ThreadPoolExecutor thread;
    private volatile OptionalLong wanted = OptionalLong.empty();

    // Only by the thread.
    private OptionalLong told = OptionalLong.empty();

    Duties(LeaderDuties duties, Fatal fatal) {
        this.duties = duties;
        this.fatal = fatal;
        // One run that is waiting is enough: it will see the newest term.
        this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1),
                Thread.ofPlatform().name("leader-duties").daemon().factory(), new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public void leaderReady(long term) {
        wanted = OptionalLong.of(term);
        thread.execute(this::settle);
    }

    @Override
    public void notLeading() {
        wanted = OptionalLong.empty();
        thread.execute(this::settle);
    }

    private void settle() {
        var now = wanted;
        if (now.equals(told)) {
            return;
        }
        try {
            if (told.isPresent()) {
                told = OptionalLong.empty();
                duties.notLeading();
            }
            if (now.isPresent()) {
                told = now;
                duties.leading(now.getAsLong());
            }
        } catch (RuntimeException e) {
            // A leader that does half of its duties looks like one that does all.
            fatal.because(new IllegalStateException("the leader's duties failed: " + e.getMessage(), e));
        }
    }

    void close() {
        thread.shutdownNow();
    }
}
