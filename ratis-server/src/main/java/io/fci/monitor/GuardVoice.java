package io.fci.monitor;

import io.fci.core.log.Command;
import io.fci.core.log.Proposal;
import io.fci.core.state.NodeName;
import io.fci.journal.Journal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the log say when this node's guard does not speak, and when it does again: the daemon is the only one who knows, and
/// everybody must be shown it. Called by one thread, with the rhythm of the guard's signs of life; never blocks.
public final class GuardVoice {
    private static final Logger LOG = LoggerFactory.getLogger(GuardVoice.class);

    private record Since(Duration quiet, String words) {}

    /// A word at each is enough to see that it lasts.
    private static final List<Since> WORDS = List.of(new Since(Duration.ofDays(1), "a day"),
            new Since(Duration.ofHours(1), "1 h"), new Since(Duration.ofMinutes(10), "10 min"),
            new Since(Duration.ofMinutes(1), "1 min"), new Since(Duration.ofSeconds(10), "10 s"),
            new Since(Duration.ofSeconds(3), "3 s"), new Since(Duration.ofSeconds(1), "1 s"));

    private final NodeName self;
    private final Journal journal;
    private final AtomicBoolean telling = new AtomicBoolean();

    public GuardVoice(NodeName self, Journal journal) {
        this.self = self;
        this.journal = journal;
    }

    /// What is not decided is told again at a later look.
    ///
    /// @param quiet how long the guard has said nothing; zero: it speaks
    public void look(Duration quiet) {
        var node = journal.state().nodes().get(self);
        if (node == null || node.guard().isEmpty()) {
            return;
        }
        var words = words(quiet);
        if (words.equals(node.quiet()) || quiet.isPositive() && words.isEmpty()
                || !telling.compareAndSet(false, true)) {
            return;
        }
        journal.propose(Proposal.of(new Command.ReportGuard(self, node.guard().get().guardUuid(), words)))
                .whenComplete((outcome, failure) -> {
                    if (failure != null) {
                        LOG.debug("what is known of the guard is not decided yet: {}", failure.getMessage());
                    }
                    telling.set(false);
                });
    }

    static Optional<String> words(Duration quiet) {
        return WORDS.stream()
                .filter(since -> quiet.compareTo(since.quiet()) >= 0)
                .findFirst()
                .map(since -> "its guard has said nothing for " + since.words());
    }
}
