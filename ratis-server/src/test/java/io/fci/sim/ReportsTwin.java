package io.fci.sim;

import io.fci.core.log.Command;
import io.fci.core.log.Proposal;
import io.fci.core.node.Orders.EpochKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Follows the rules of the monitor's reports: told until the log has decided, per subject one under way.
final class ReportsTwin {
    private static final long AGAIN_MILLIS = 200;
    private static final long LATER_MILLIS = 100;

    private static final class Told {
        Command current;
        @Nullable
        Command next;
        boolean underWay;
        boolean kept;
        long notBefore;

        Told(Command first) {
            current = first;
        }
    }

    private final SharedLog.Replica replica;
    private final Runnable changed;
    private final Map<Object, Told> told = new LinkedHashMap<>();

    /// @param changed the monitor has to look again
    ReportsTwin(SharedLog.Replica replica, Runnable changed) {
        this.replica = replica;
        this.changed = changed;
    }

    void tell(Object subject, Command command, long now) {
        var line = told.get(subject);
        if (line == null) {
            line = new Told(command);
            told.put(subject, line);
        } else if (line.underWay) {
            line.next = command;
        } else if (line.kept) {
            line.notBefore = 0;
            line.next = command;
        } else {
            line.current = command;
        }
        send(subject, line, now);
    }

    void tellLater(Object subject, Command command, long now) {
        if (told.containsKey(subject)) {
            tell(subject, command, now);
            return;
        }
        var line = new Told(command);
        line.kept = true;
        line.notBefore = now + LATER_MILLIS;
        told.put(subject, line);
    }

    List<Command.StoppedResource> takeStopped(EpochKey key) {
        var taken = new ArrayList<Command.StoppedResource>();
        told.values().removeIf(line -> line.kept && isStopped(line.current, key) && taken.add(stopped(line.current)));
        for (var line : told.values()) {
            var next = line.next;
            if (next != null && isStopped(next, key)) {
                taken.add(stopped(next));
                line.next = null;
            }
        }
        return taken;
    }

    private static boolean isAbout(Command command, EpochKey key) {
        return command instanceof Command.ReportResource report && report.group().equals(key.group())
                && report.epoch() == key.epoch();
    }

    private static boolean isStopped(Command command, EpochKey key) {
        return isAbout(command, key)
                && ((Command.ReportResource) command).report() instanceof Command.Report.Stopped;
    }

    private static Command.StoppedResource stopped(Command command) {
        var report = (Command.ReportResource) command;
        return new Command.StoppedResource(report.resource(), report.attempt(), report.elapsedMillis());
    }

    boolean telling(Object subject) {
        return told.containsKey(subject);
    }

    private void answered(Object subject, boolean decided, long now) {
        var line = told.get(subject);
        if (line == null) {
            return;
        }
        line.underWay = false;
        if (line.next != null) {
            line.current = line.next;
            line.next = null;
            line.notBefore = 0;
            send(subject, line, now);
        } else if (decided) {
            told.remove(subject);
        } else {
            line.notBefore = now + AGAIN_MILLIS;
        }
    }

    void again(long now) {
        List.copyOf(told.entrySet()).forEach(e -> send(e.getKey(), e.getValue(), now));
    }

    long nextLook(long latest) {
        long next = latest;
        for (var line : told.values()) {
            if (!line.underWay) {
                next = Math.min(next, line.notBefore);
            }
        }
        return next;
    }

    void clear() {
        told.clear();
    }

    private void send(Object subject, Told line, long now) {
        if (line.underWay || now < line.notBefore) {
            return;
        }
        line.underWay = true;
        line.kept = false;
        replica.propose(Proposal.of(line.current), outcome -> {
            answered(subject, outcome.isPresent(), replica.clock.millis());
            changed.run();
        });
    }
}
