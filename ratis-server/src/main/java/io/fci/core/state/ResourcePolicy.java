package io.fci.core.state;

import java.util.OptionalLong;

/// How a resource is watched and what its failure means for the group. Times are milliseconds.
///
/// @param retryMillis a resource that was given up is tried again after this long, with full budgets; empty: never by itself
public record ResourcePolicy(OnFailure onFailure, int maxRestarts, long periodMillis, long restartDelayMillis,
        long checkIntervalMillis, long startTimeoutMillis, long stopTimeoutMillis, OptionalLong retryMillis) {

    /// Restart once within 15 minutes, then fail the group over, and try again an hour after that was of no use (the
    /// defaults that WSFC ships).
    public static final ResourcePolicy DEFAULT = new ResourcePolicy(OnFailure.RESTART_THEN_FAIL_OVER, 1, 900_000, 500,
            5_000, 60_000, 60_000, OptionalLong.of(3_600_000));

    /// What follows a failure of the resource.
    public enum OnFailure {
        /// Restart on the same node while the budget lasts, then move the group (WSFC RestartAction 2).
        RESTART_THEN_FAIL_OVER,
        /// Move the group at once.
        FAIL_OVER,
        /// Restart while the budget lasts, then stay failed; the group never moves for it (WSFC RestartAction 1).
        RESTART_ONLY,
        /// Stay failed: nothing is started or moved for it, also later (WSFC RestartAction 0).
        STAY_FAILED
    }
}
