package io.fci.raft;

import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.State;
import io.fci.journal.NotDecided;
import io.fci.journal.NotDecided.NotDone;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/// Readers that need to have seen everything: one barrier entry is in flight, and all who arrive meanwhile share the next.
/// A barrier that began before a reader arrived proves nothing to it. Never a Ratis read: an isolated leader answers those
/// from the past.
final class Barriers {
    private static final int MAX_WAITING = 10_000;

    /// Has a barrier decided and applied here; may block.
    interface Decide {
        Outcome decide(Proposal barrier) throws NotDecided, InterruptedException;
    }

    private final Decide decide;
    private final Supplier<State> state;
    private final Executor threads;

    // Guarded by this.
    private List<CompletableFuture<State>> next = new ArrayList<>();
    private boolean running;

    Barriers(Decide decide, Supplier<State> state, Executor threads) {
        this.decide = decide;
        this.state = state;
        this.threads = threads;
    }

    CompletableFuture<State> join() {
        var reader = new CompletableFuture<State>();
        synchronized (this) {
            if (next.size() >= MAX_WAITING) {
                return CompletableFuture.failedFuture(new NotDone("too many reads are waiting (" + next.size() + ")"));
            }
            next.add(reader);
            if (running) {
                return reader;
            }
            running = true;
        }
        try {
            threads.execute(this::run);
        } catch (RejectedExecutionException e) {
            reader.completeExceptionally(new NotDone("this node is stopping"));
        }
        return reader;
    }

    private void run() {
        for (var readers = take(); !readers.isEmpty(); readers = take()) {
            answer(readers);
        }
    }

    private synchronized List<CompletableFuture<State>> take() {
        var readers = next;
        next = new ArrayList<>();
        running = !readers.isEmpty();
        return readers;
    }

    private void answer(List<CompletableFuture<State>> readers) {
        try {
            decide.decide(Proposal.of(new Command.Barrier()));
            var seen = state.get();
            readers.forEach(reader -> reader.complete(seen));
        } catch (NotDecided e) {
            readers.forEach(reader -> reader.completeExceptionally(e));
        } catch (InterruptedException e) {
            readers.forEach(reader -> reader.completeExceptionally(new NotDone("this node is stopping")));
        } catch (RuntimeException e) {
            readers.forEach(reader -> reader.completeExceptionally(e));
            throw e;
        }
    }
}
