package io.fci.lead;

import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.State;
import io.fci.core.view.Deadlines;
import io.fci.journal.Journal;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets the cluster act by time: proposes TimePassed, while this node leads, when the state's next deadline is reached.
/// Called by one thread again and again; never blocks. One proposal at a time; one that got no answer is made again, since
/// too many of them do nothing.
public final class Timekeeper {
    private static final Logger LOG = LoggerFactory.getLogger(Timekeeper.class);

    private final Journal journal;
    private CompletableFuture<Outcome> proposed = CompletableFuture.completedFuture(null);
    private State seen = State.EMPTY;
    private OptionalLong deadline = OptionalLong.empty();

    public Timekeeper(Journal journal) {
        this.journal = journal;
    }

    public void look() {
        if (!journal.leadership().mine() || !proposed.isDone()) {
            return;
        }
        var state = journal.state();
        if (state != seen) {
            seen = state;
            deadline = Deadlines.next(state);
        }
        if (deadline.isPresent() && journal.clusterTime() >= deadline.getAsLong()) {
            proposed = journal.propose(Proposal.of(new Command.TimePassed()));
            proposed.whenComplete((outcome, failure) -> {
                if (failure != null) {
                    LOG.debug("time did not pass: {}", failure.getMessage());
                }
            });
        }
    }
}
