package io.fci.core.rules;

import io.fci.core.log.Command;
import io.fci.core.view.Deadlines;

/// What happens because time passed, and for no other reason.
public final class TimeRules {
    private TimeRules() {}

    /// Carries out everything that [Deadlines] calls due at the time of the turn, so that the next deadline lies ahead: a
    /// deadline that stays would have the leader propose for ever.
    public static void passed(Turn turn, Command.TimePassed c) {
        FailurePolicy.retryDue(turn);
        FailbackRules.due(turn, c.windows());
        var left = Deadlines.next(turn.state());
        if (left.isPresent() && left.getAsLong() <= turn.now()) {
            throw new IllegalStateException("what was due at " + left.getAsLong() + " is still due at " + turn.now());
        }
    }
}
