package io.fci.monitor;

import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.node.Orders.EpochKey;
import io.fci.journal.Journal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells the log, and tells it again until it has heard. Per subject one report is under way and at most one waits: a newer
/// one replaces the one that waits. Belongs to the monitor's thread.
///
/// What nothing follows from may be told a little later: an entry of the log costs every node a write to its disk, and what is
/// urgent would wait for it.
final class Reports {
    private static final long AGAIN_MILLIS = 200;
    private static final long LATER_MILLIS = 100;

    private final Journal journal;
    private final Consumer<Answered> answers;
    private final Map<Subject, Line> lines = new LinkedHashMap<>();

    /// The journal's answer about the report of a subject, to be handed back to [#answered] on the monitor's thread.
    ///
    /// @param refusal why the log, which has decided, will have none of it
    record Answered(Subject subject, boolean decided, Optional<String> refusal) {}

    private static final class Line {
        Command current;
        boolean underWay;
        /// Never sent yet.
        boolean kept;
        long notBefore;
        @Nullable
        Command next;

        Line(Command first) {
            current = first;
        }
    }

    /// @param answers called on a thread of the journal: hand over and return
    Reports(Journal journal, Consumer<Answered> answers) {
        this.journal = journal;
        this.answers = answers;
    }

    /// @param subject what the report is about; equal subjects are told in order
    void tell(Subject subject, Command command, long now) {
        var line = lines.get(subject);
        if (line == null) {
            line = new Line(command);
            lines.put(subject, line);
        } else if (line.underWay) {
            line.next = command;
        } else if (line.kept) {
            // The log must hear both.
            line.notBefore = 0;
            line.next = command;
        } else {
            line.current = command;
        }
        send(subject, line, now);
    }

    /// The same, told with what comes next about the subject, or in 100 ms.
    void tellLater(Subject subject, Command command, long now) {
        if (lines.containsKey(subject)) {
            tell(subject, command, now);
            return;
        }
        var line = new Line(command);
        line.kept = true;
        line.notBefore = now + LATER_MILLIS;
        lines.put(subject, line);
    }

    /// Takes back what was not sent yet about resources of the ownership that were stopped: it is told in another way.
    List<Command.StoppedResource> takeStopped(EpochKey key) {
        var taken = new ArrayList<Command.StoppedResource>();
        lines.entrySet().removeIf(e -> e.getKey().key().equals(key) && e.getValue().kept
                && stopped(e.getValue().current).map(taken::add).orElse(false));
        lines.forEach((subject, line) -> {
            if (subject.key().equals(key) && stopped(line.next).map(taken::add).orElse(false)) {
                line.next = null;
            }
        });
        return taken;
    }

    private static Optional<Command.StoppedResource> stopped(@Nullable Command command) {
        return command instanceof Command.ReportResource report && report.report() instanceof Command.Report.Stopped
                ? Optional.of(new Command.StoppedResource(report.resource(), report.attempt(), report.elapsedMillis()))
                : Optional.empty();
    }

    boolean telling(Subject subject) {
        return lines.containsKey(subject);
    }

    void answered(Answered answer, long now) {
        var line = lines.get(answer.subject());
        if (line == null) {
            return;
        }
        line.underWay = false;
        if (line.next != null) {
            line.current = line.next;
            line.next = null;
            line.notBefore = 0;
            send(answer.subject(), line, now);
        } else if (answer.decided()) {
            lines.remove(answer.subject());
        } else {
            line.notBefore = now + AGAIN_MILLIS;
        }
    }

    /// Sends what was not decided before and whose pause is over.
    void again(long now) {
        lines.forEach((subject, line) -> send(subject, line, now));
    }

    /// When [#again] has something to do; never later than `latest`.
    long nextLook(long latest) {
        long next = latest;
        for (var line : lines.values()) {
            if (!line.underWay) {
                next = Math.min(next, line.notBefore);
            }
        }
        return next;
    }

    /// What was to be told is about an incarnation that is over.
    void clear() {
        lines.clear();
    }

    private void send(Subject subject, Line line, long now) {
        if (line.underWay || now < line.notBefore) {
            return;
        }
        line.underWay = true;
        line.kept = false;
        journal.propose(Proposal.of(line.current))
                .whenComplete((outcome, failure) -> answers.accept(new Answered(subject, failure == null,
                        outcome instanceof Outcome.Refused(var refusal)
                                ? Optional.of(refusal.message())
                                : Optional.empty())));
    }
}
