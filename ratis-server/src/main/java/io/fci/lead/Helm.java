package io.fci.lead;

import io.fci.base.Clock;
import io.fci.core.state.NodeName;
import io.fci.core.view.Handover;
import io.fci.journal.Elections;
import io.fci.journal.Journal;
import java.time.Duration;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks again and again, while this node leads, whether somebody else should, and hands over then. Called by one thread,
/// with the rhythm of the guard's signs of life; never blocks.
public final class Helm {
    private static final Logger LOG = LoggerFactory.getLogger(Helm.class);

    private final NodeName self;
    private final Journal journal;
    private final Elections elections;
    private final Supplier<SortedMap<NodeName, SortedSet<NodeName>>> silent;
    private final Clock clock;
    private final Duration patience;
    private Handover handover = Handover.NONE;

    /// @param silent by acceptor: of whom it says that it does not hear them
    /// @param patience how long a follower may say nothing before it counts as not heard
    public Helm(NodeName self, Journal journal, Elections elections,
            Supplier<SortedMap<NodeName, SortedSet<NodeName>>> silent, Clock clock, Duration patience) {
        this.self = self;
        this.journal = journal;
        this.elections = elections;
        this.silent = silent;
        this.clock = clock;
        this.patience = patience;
    }

    /// @param guardQuiet how long this node's guard has said nothing; zero: it speaks
    public void look(Duration guardQuiet) {
        long now = clock.monotonicNanos() / 1_000_000;
        if (!journal.leadership().mine()) {
            handover = handover.idle();
            return;
        }
        handover = handover.look(new Handover.View(journal.state(), self, guardQuiet.isPositive(),
                elections.followers(), silent.get(), patience.toMillis()), now);
        var due = handover.due(now);
        if (due.isPresent()) {
            handover = handover.tried(now);
            LOG.info("this node hands leadership over to {}: {}", due.get().to(), due.get().why());
            elections.handOver(due.get().to());
        }
    }
}
