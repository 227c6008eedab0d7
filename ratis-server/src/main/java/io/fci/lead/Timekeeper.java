package io.fci.lead;

import io.fci.base.Clock;
import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.GroupName;
import io.fci.core.state.State;
import io.fci.core.view.Deadlines;
import io.fci.journal.Journal;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the cluster act by time: proposes TimePassed, while this node leads, when the state's next deadline is reached.
/// Called by one thread again and again; never blocks. One proposal at a time; one that got no answer is made again, since
/// too many of them do nothing.
public final class Timekeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Timekeeper.class);

    /// Between two looks at all groups, which take a millisecond in a cluster of thousands: this thread has news of the guard
    /// to carry.
    private static final long PAUSE = 200;

    private final Journal journal;
    private CompletableFuture<Outcome> proposed = CompletableFuture.completedFuture(null);
    private State seen = State.EMPTY;
    private OptionalLong deadline = OptionalLong.empty();
    private boolean asked;
    private long lookedAt = Long.MIN_VALUE / 2;
    private long windowsAt = Long.MIN_VALUE / 2;

    private final Clock clock;

    public Timekeeper(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    public void look() {
        if (!journal.leadership().mine() || !proposed.isDone()) {
            return;
        }
        if (asked && !proposed.isCompletedExceptionally()) {
            // What was due has happened; the next deadline is known at the next look.
            deadline = OptionalLong.empty();
        }
        asked = false;
        var state = journal.state();
        long now = journal.clusterTime();
        if (state != seen && now - lookedAt >= PAUSE) {
            seen = state;
            lookedAt = now;
            deadline = Deadlines.next(state);
        }
        var windows = open(state, now);
        if (!windows.isEmpty() || deadline.isPresent() && now >= deadline.getAsLong()) {
            asked = true;
            proposed = journal.propose(Proposal.of(new Command.TimePassed(windows)));
            proposed.whenComplete((outcome, failure) -> {
                if (failure != null) {
                    LOG.debug("time did not pass: {}", failure.getMessage());
                }
            });
        }
    }

    /// Looked at once a second: windows are given in minutes.
    private SortedSet<GroupName> open(State state, long now) {
        var open = new TreeSet<GroupName>();
        if (now - windowsAt < 1_000) {
            return open;
        }
        windowsAt = now;
        for (var group : Deadlines.awaitWindow(state, now)) {
            if (group.spec().failback().window().filter(w -> Windows.isOpen(w, clock.wallMillis())).isPresent()) {
                open.add(group.name());
            }
        }
        return open;
    }
}
