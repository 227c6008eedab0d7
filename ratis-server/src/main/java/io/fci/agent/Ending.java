package io.fci.agent;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The end of the main process of one attempt. The news may come before the answer that says which process it is, and
/// news of an earlier attempt may come late, so ends are matched by process id. Safe for use by any thread.
public final class Ending {
    /// News that came before the process id is known; more than a few cannot be.
    private static final int EARLY = 8;

    private final Runnable onEnd;
    private final Map<Long, String> early = new HashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private OptionalLong pid = OptionalLong.empty();
    private Optional<String> how = Optional.empty();

    /// @param onEnd called once when the process has ended; must return at once
    public Ending(Runnable onEnd) {
        this.onEnd = onEnd;
    }

    /// The process that counts.
    synchronized void expect(long process) {
        pid = OptionalLong.of(process);
        Optional.ofNullable(early.get(process)).ifPresent(this::end);
    }

    /// Some process of the resource ended, in a sentence.
    public synchronized void exited(long process, String sentence) {
        if (pid.isEmpty()) {
            if (early.size() < EARLY) {
                early.put(process, sentence);
            }
        } else if (pid.getAsLong() == process) {
            end(sentence);
        }
    }

    private void end(String sentence) {
        if (how.isEmpty()) {
            how = Optional.of(sentence);
            ended.countDown();
            onEnd.run();
        }
    }

    /// How it ended; empty: it runs, or never ran.
    public synchronized Optional<String> how() {
        return how;
    }

    synchronized boolean running() {
        return pid.isPresent() && how.isEmpty();
    }

    /// False when it still runs after this long.
    boolean await(Duration atMost) throws InterruptedException {
        return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
}
