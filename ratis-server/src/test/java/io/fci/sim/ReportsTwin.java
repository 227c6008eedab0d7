package io.fci.sim;

import io.fci.core.Command;
import io.fci.core.Proposal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Follows the rules of the monitor's reports: told until the log has decided, per subject one under way.
final class ReportsTwin {
    private static final long AGAIN_MILLIS = 200;

    private static final class Told {
        Command current;
        @Nullable
        Command next;
        boolean underWay;
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
        } else {
            line.current = command;
        }
        send(subject, line, now);
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
        replica.propose(Proposal.of(line.current), outcome -> {
            answered(subject, outcome.isPresent(), replica.clock.millis());
            changed.run();
        });
    }
}
