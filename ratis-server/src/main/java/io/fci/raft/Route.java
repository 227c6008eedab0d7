package io.fci.raft;

import io.fci.base.Clock;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.NodeName;
import io.fci.journal.NotDecided;
import io.fci.journal.NotDecided.MaybeDone;
import io.fci.journal.NotDecided.NotDone;
import io.fci.raft.forward.Decision;
import io.fci.raft.forward.Forwarder;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// The way of one proposal: to this node's own log if it leads, else over to who does, and back once this node has applied
/// it. Runs on the proposer's own virtual thread and may block it, within the limits of [Timing].
final class Route {
    private static final int MIN_PAUSE_MILLIS = 10;
    private static final int MAX_PAUSE_MILLIS = 50;

    private final NodeName self;
    private final Supplier<Optional<NodeName>> leader;
    private final GroupCommit own;
    private final Forwarder others;
    private final AppliedIndex applied;
    private final Timing timing;
    private final Clock clock;

    Route(NodeName self, Supplier<Optional<NodeName>> leader, GroupCommit own, Forwarder others, AppliedIndex applied,
            Timing timing, Clock clock) {
        this.self = self;
        this.leader = leader;
        this.own = own;
        this.others = others;
        this.applied = applied;
        this.timing = timing;
        this.clock = clock;
    }

    /// Tries again only what certainly was not appended, while patience lasts.
    Outcome decide(Proposal proposal) throws NotDecided, InterruptedException {
        long start = clock.monotonicNanos();
        while (true) {
            switch (attempt(proposal)) {
                case Decision.Decided(var index, var outcome) -> {
                    requireApplied(index);
                    return outcome;
                }
                case Decision.Unclear(var why) -> throw new MaybeDone(why);
                case Decision.NotAppended(var why, var retry) -> {
                    if (!retry || clock.monotonicNanos() - start > timing.patience().toNanos()) {
                        throw new NotDone(why);
                    }
                }
            }
            pause();
        }
    }

    /// The same for a command that may be repeated without harm.
    Outcome decideRepeatable(Proposal proposal) throws NotDecided, InterruptedException {
        long start = clock.monotonicNanos();
        while (true) {
            try {
                return decide(proposal);
            } catch (MaybeDone e) {
                if (clock.monotonicNanos() - start > timing.patience().toNanos()) {
                    throw e;
                }
            }
            pause();
        }
    }

    private Decision attempt(Proposal proposal) throws InterruptedException {
        var to = leader.get();
        if (to.isEmpty()) {
            return new Decision.NotAppended("no leader is known; a majority of the nodes must be up", true);
        }
        var leads = to.get();
        if (leads.equals(self)) {
            var answer = own.offer(proposal);
            return answer(answer).orElseGet(() -> own.withdraw(answer)
                    ? new Decision.NotAppended("the log did not take it within " + words(timing.decision()), false)
                    : new Decision.Unclear("not decided within " + words(timing.decision())));
        }
        var answer = others.ask(leads, proposal);
        return answer(answer).orElseGet(() -> {
            var silence = new Decision.Unclear("the leader " + leads + " did not answer within "
                    + words(timing.decision()));
            answer.complete(silence);
            others.suspect(leads);
            return silence;
        });
    }

    private Optional<Decision> answer(CompletableFuture<Decision> answer) throws InterruptedException {
        try {
            return Optional.of(answer.get(timing.decision().toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(new Decision.Unclear(Causes.sentence(e)));
        }
    }

    private void requireApplied(long index) throws MaybeDone, InterruptedException {
        if (!applied.await(index, timing.decision().toNanos())) {
            throw new MaybeDone("decided at index " + index + ", but this node has not applied that within "
                    + words(timing.decision()));
        }
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextInt(MIN_PAUSE_MILLIS, MAX_PAUSE_MILLIS));
    }

    private static String words(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
