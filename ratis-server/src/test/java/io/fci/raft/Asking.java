package io.fci.raft;

import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Sorted;
import io.fci.journal.Journal;
import io.fci.journal.NotDecided;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// How a client asks: the same request until there is an answer.
final class Asking {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Asking() {}

    static Proposal create(String group) {
        return new Proposal(Optional.of(new Proposal.Request("request-" + group, "digest")), "tester",
                new Command.CreateGroup(new GroupName(group),
                        new GroupSpec(List.of(), List.of(), GroupSpec.FailoverPolicy.DEFAULT, List.of(), ""),
                        Sorted.empty(), Group.Desired.OFFLINE));
    }

    /// Changes nothing but fills the log, which is purged in whole segments only.
    static Proposal ballast() {
        return new Proposal(Optional.empty(), "x".repeat(450_000), new Command.Barrier());
    }

    static Outcome once(Journal journal, Proposal proposal)
            throws ExecutionException, InterruptedException, TimeoutException {
        return journal.propose(proposal).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /// @param journals which to ask next
    static Outcome untilAnswered(Supplier<Journal> journals, Proposal proposal) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                return once(journals.get(), proposal);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof NotDecided)) {
                    throw new AssertionError(e);
                }
            } catch (InterruptedException | TimeoutException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("no answer within " + PATIENCE + " to " + proposal);
    }
}
