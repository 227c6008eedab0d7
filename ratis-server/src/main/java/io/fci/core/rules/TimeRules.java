package io.fci.core.rules;

import io.fci.core.log.Command;

/// What happens because time passed, and for no other reason: everything that [io.fci.core.view.Deadlines] calls due at the
/// time of the turn, so that the next deadline lies ahead. A property holds that; one that stayed would have the leader
/// propose five times a second for nothing, which is no reason to stop a replica.
public final class TimeRules {
    private TimeRules() {}

    public static void passed(Turn turn, Command.TimePassed c) {
        HoldRules.due(turn);
        FailurePolicy.retryDue(turn);
        FailbackRules.due(turn, c.windows());
    }
}
