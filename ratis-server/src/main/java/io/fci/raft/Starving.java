package io.fci.raft;

import io.fci.base.Clock;
import io.fci.journal.Journal.Leadership;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices that this node hears of no leader for long, and does something about it.
///
/// It was seen that a leader went on with the other follower and never fed a node that had just started, while that node
/// campaigned in vain: its votes are refused by whoever hears a leader. Then the leader is asked to have another one
/// elected, which begins a new stream to each follower. Where there is no leader, or none that can be reached, nothing
/// happens. Each attempt that does not help doubles the wait for the next one, since every election costs the others
/// some milliseconds without a leader.
///
/// Called by one thread, which must not mind to be blocked for seconds.
final class Starving implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Starving.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration MOST_PATIENCE = Duration.ofMinutes(10);

    /// An attempt to be fed again.
    interface Remedy {
        /// True: a leader's log arrives here.
        boolean tried() throws InterruptedException;
    }

    private final Supplier<Leadership> leadership;
    private final Remedy remedy;
    private final Clock clock;
    private long fedAt;
    private Duration patience = PATIENCE;

    Starving(Supplier<Leadership> leadership, Remedy remedy, Clock clock) {
        this.leadership = leadership;
        this.remedy = remedy;
        this.clock = clock;
        this.fedAt = clock.monotonicNanos();
    }

    @Override
    public void run() {
        long now = clock.monotonicNanos();
        if (fed(leadership.get())) {
            fedAt = now;
            patience = PATIENCE;
            return;
        }
        if (now - fedAt < patience.toNanos()) {
            return;
        }
        try {
            if (remedy.tried()) {
                LOG.warn("this node had heard of no leader for {} s; now it does", (now - fedAt) / 1_000_000_000);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        fedAt = clock.monotonicNanos();
        patience = patience.multipliedBy(2).compareTo(MOST_PATIENCE) < 0 ? patience.multipliedBy(2) : MOST_PATIENCE;
    }

    /// A leader needs nobody; a follower hears its leader several times in a second.
    private static boolean fed(Leadership seen) {
        return seen.mine() || seen.leader().isPresent() && seen.heardMillisAgo() >= 0
                && seen.heardMillisAgo() < PATIENCE.toMillis();
    }
}
