package io.fci.monitor;

import io.fci.base.Clock;
import io.fci.core.log.Command;
import io.fci.core.node.Observed.Phase;
import io.fci.core.node.Orders.EpochKey;
import io.fci.core.node.Step;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceName;
import io.fci.hands.HandsRefused.Reason;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Knows what the end of a step says about a resource or an ownership: changes the picture, tells the log, and lets rest
/// what was refused. Belongs to the monitor's thread.
final class Aftermath {
    private static final Logger LOG = LoggerFactory.getLogger(Aftermath.class);

    /// What was refused is tried again after this long.
    static final long AGAIN_MILLIS = 1_000;

    private final NodeName self;
    private final Picture picture;
    private final Work work;
    private final Reports reports;
    private final Clock clock;
    private final BiPredicate<EpochKey, ResourceName> maintained;

    /// @param maintained resources of which the health is not to be looked at now
    Aftermath(NodeName self, Picture picture, Work work, Reports reports, Clock clock,
            BiPredicate<EpochKey, ResourceName> maintained) {
        this.self = self;
        this.picture = picture;
        this.work = work;
        this.reports = reports;
        this.clock = clock;
        this.maintained = maintained;
    }

    /// A step is over, and its end still means something.
    void of(Work.Ended ended) {
        var key = ended.step().owned();
        long now = now();
        switch (ended.step()) {
            case Step.Open s -> picture.held(key).ifPresent(held -> {
                held.busy = false;
                held.opened = ended.result() instanceof Result.Done;
                if (!held.opened) {
                    again(Subject.of(s), "opening it", ended.result());
                }
            });
            case Step.Start s -> picture.resource(key, s.resource().name()).ifPresent(r -> started(s, r, ended));
            case Step.Stop s -> picture.resource(key, s.resource().name()).ifPresent(r -> stopped(s, r, ended));
            case Step.Check s -> picture.resource(key, s.resource().name()).ifPresent(r -> checked(s, r, ended));
            case Step.Close s -> picture.held(key).ifPresent(held -> {
                held.busy = false;
                if (ended.result().ended()) {
                    picture.close(key);
                    return;
                }
                again(Subject.of(s), "closing it", ended.result());
                if (ended.result() instanceof Result.Refused(var reason, var why) && reason == Reason.NOT_STOPPED) {
                    picture.stopAgain(key, now);
                }
            });
            case Step.Cancel s -> throw new IllegalStateException("only a start is under way, never " + s);
            case Step.Release s -> throw new IllegalStateException("a report is no work: " + s);
        }
    }

    private void started(Step.Start s, Picture.Resource r, Work.Ended ended) {
        switch (ended.result()) {
            case Result.Done() -> {
                r.enter(Phase.RUNNING, now());
                r.checkAfter(now(), r.spec.policy().checkIntervalMillis());
                if (!r.unwanted) {
                    tell(s.owned(), r, new Command.Report.Online(), ended.elapsedMillis());
                    r.ending.how().ifPresent(how -> broken(s.owned(), r, how, 0));
                }
            }
            case Result.Failed(var why) -> notStarted(s, r, ended, false);
            case Result.Refused refused -> notStarted(s, r, ended, refused.saysNothing());
        }
    }

    /// Whatever came of it is stopped first; a start that was given up, or that nobody had time for, is no failure.
    private void notStarted(Step.Start s, Picture.Resource r, Work.Ended ended, boolean excused) {
        if (r.unwanted) {
            r.enter(Phase.BROKEN, now());
        } else if (excused) {
            r.enter(Phase.BROKEN, now());
            again(Subject.of(s), "starting it", ended.result());
        } else {
            broken(s.owned(), r, ended.result().why(), ended.elapsedMillis());
        }
    }

    private void stopped(Step.Stop s, Picture.Resource r, Work.Ended ended) {
        if (ended.result().ended()) {
            r.enter(Phase.IDLE, now());
            boolean wasStuck = r.stuckSince != 0;
            r.stuckSince = 0;
            if (wasStuck) {
                // What it blocked goes on.
                r.toldStopped = true;
                tell(s.owned(), r, new Command.Report.Stopped(), ended.elapsedMillis());
            } else if (!r.failed && !r.toldStopped) {
                r.toldStopped = true;
                tellLater(s.owned(), r, new Command.Report.Stopped(), ended.elapsedMillis());
            }
        } else {
            // What could not be stopped is not stopped: it stays, is tried again, and its epoch is not given away.
            r.enter(Phase.BROKEN, now());
            if (r.stuckSince == 0 && !(ended.result() instanceof Result.Refused refused && refused.saysNothing())) {
                r.stuckSince = Math.max(1, now());
                tell(s.owned(), r, new Command.Report.Stuck(ended.result().why()), ended.elapsedMillis());
            }
            again(Subject.of(s), "stopping it", ended.result());
        }
    }

    private void checked(Step.Check s, Picture.Resource r, Work.Ended ended) {
        r.checking = false;
        r.checkAfter(now(), r.spec.policy().checkIntervalMillis());
        switch (ended.result()) {
            case Result.Done() -> {
            }
            case Result.Failed(var why) -> {
                if (r.phase == Phase.RUNNING && maintained.test(s.owned(), r.spec.name())) {
                    overlook(s.owned(), r, why);
                } else if (r.phase == Phase.RUNNING) {
                    broken(s.owned(), r, why, ended.elapsedMillis());
                }
            }
            case Result.Refused(var reason, var why) -> {
                LOG.info("{} was not checked: {}", Subject.of(s), why);
                r.checkAfter(now(), Math.min(AGAIN_MILLIS, r.spec.policy().checkIntervalMillis()));
            }
        }
    }

    private void again(Subject subject, String what, Result result) {
        work.rest(subject, now() + AGAIN_MILLIS);
        LOG.warn("{}: {} is tried again: {}", subject, what, result.why());
    }

    /// Its process is gone while it was running.
    void ended(EpochKey key, Picture.Resource r, String how) {
        if (maintained.test(key, r.spec.name())) {
            overlook(key, r, how);
        } else {
            broken(key, r, how, 0);
        }
    }

    /// In maintenance nothing follows from it; the first check after that tells how it is then.
    private void overlook(EpochKey key, Picture.Resource r, String why) {
        LOG.info("{} of {} is in maintenance, so nothing follows: {}", r.spec.name(), key, why);
        r.suspected = true;
        r.nextCheck = now();
    }

    /// It failed; what is left of it is to be stopped.
    void broken(EpochKey key, Picture.Resource r, String why, long elapsedMillis) {
        r.enter(Phase.BROKEN, now());
        r.failed = true;
        LOG.info("{} of {} failed: {}", r.spec.name(), key, why);
        tell(key, r, new Command.Report.Failed(why), elapsedMillis);
    }

    private void tell(EpochKey key, Picture.Resource r, Command.Report report, long elapsedMillis) {
        picture.held(key)
                .ifPresent(held -> reports.tell(Subject.of(key, r.spec.name()),
                        report(held, key, r, report, elapsedMillis), now()));
    }

    /// Nothing follows from it until the group is released: it is told then, or a little later.
    private void tellLater(EpochKey key, Picture.Resource r, Command.Report report, long elapsedMillis) {
        picture.held(key)
                .ifPresent(held -> reports.tellLater(Subject.of(key, r.spec.name()),
                        report(held, key, r, report, elapsedMillis), now()));
    }

    private Command report(Picture.Held held, EpochKey key, Picture.Resource r, Command.Report report,
            long elapsedMillis) {
        return new Command.ReportResource(self, held.incarnation, key.group(), key.epoch(), r.spec.name(), r.attempt,
                report, elapsedMillis);
    }

    private long now() {
        return clock.monotonicNanos() / 1_000_000;
    }
}
