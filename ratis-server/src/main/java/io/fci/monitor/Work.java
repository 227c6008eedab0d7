package io.fci.monitor;

import io.fci.agent.AgentFailed;
import io.fci.base.Clock;
import io.fci.core.node.Step;
import io.fci.hands.HandsRefused;
import io.fci.hands.HandsRefused.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The steps under way and the pauses before they are tried again: per subject at most one step, because agents are
/// promised one call at a time. Each step has a virtual thread of its own for as long as it takes. Belongs to the
/// monitor's thread; ends of steps are handed over on theirs.
final class Work {
    private static final Logger LOG = LoggerFactory.getLogger(Work.class);

    private final Clock clock;
    private final Consumer<Ended> ends;
    private final Map<Subject, Running> running = new HashMap<>();
    private final Map<Subject, Long> notBefore = new HashMap<>();
    private long begun;

    /// What a step does; bounded in time, and soon over when it is interrupted.
    interface Doing {
        void run() throws AgentFailed, HandsRefused, InterruptedException;
    }

    /// A step is over; to be handed back to [#over] on the monitor's thread.
    record Ended(long number, Step step, Result result, long elapsedMillis) {}

    private record Running(long number, Thread thread) {}

    /// @param ends called on the step's thread: hand over and return
    Work(Clock clock, Consumer<Ended> ends) {
        this.clock = clock;
        this.ends = ends;
    }

    /// Whether a step about it may begin: none is under way, and it does not rest.
    boolean free(Subject subject, long now) {
        return !running.containsKey(subject) && notBefore.getOrDefault(subject, now) <= now;
    }

    /// Only when [#free].
    void begin(Step step, Doing doing) {
        long number = ++begun;
        long began = clock.monotonicNanos();
        var thread = Thread.ofVirtual()
                .name("step " + step.owned())
                .unstarted(() -> ends.accept(
                        new Ended(number, step, result(step, doing), (clock.monotonicNanos() - began) / 1_000_000)));
        running.put(Subject.of(step), new Running(number, thread));
        thread.start();
    }

    private static Result result(Step step, Doing doing) {
        try {
            doing.run();
            return new Result.Done();
        } catch (AgentFailed e) {
            return new Result.Failed(e.getMessage());
        } catch (HandsRefused e) {
            return new Result.Refused(e.reason(), e.getMessage());
        } catch (InterruptedException e) {
            return new Result.Refused(Reason.TIMEOUT, "it was given up");
        } catch (RuntimeException e) {
            LOG.error("a step of {} failed by a mistake of this program", step.owned(), e);
            return new Result.Failed("internal error: " + e);
        }
    }

    /// What is under way about it is not wanted any more; its end comes soon.
    void giveUp(Subject subject) {
        Optional.ofNullable(running.get(subject)).ifPresent(r -> r.thread().interrupt());
    }

    /// Whether the end still means something: not after [#clear].
    boolean over(Ended ended) {
        var subject = Subject.of(ended.step());
        var current = running.get(subject);
        if (current == null || current.number() != ended.number()) {
            return false;
        }
        running.remove(subject);
        return true;
    }

    void rest(Subject subject, long until) {
        notBefore.put(subject, until);
    }

    /// Forgets pauses that are over.
    void wake(long now) {
        notBefore.values().removeIf(until -> until <= now);
    }

    /// When the next pause is over; never later than `latest`.
    long nextLook(long latest) {
        long next = latest;
        for (long until : notBefore.values()) {
            next = Math.min(next, until);
        }
        return next;
    }

    /// All of it is about an incarnation that is over.
    void clear() {
        running.values().forEach(r -> r.thread().interrupt());
        running.clear();
        notBefore.clear();
    }
}
