package io.fci.core.state;

/// How a resource is watched and what its failure means for the group. Times are milliseconds.
public record ResourcePolicy(OnFailure onFailure, int maxRestarts, long periodMillis, long restartDelayMillis,
        long checkIntervalMillis, long startTimeoutMillis, long stopTimeoutMillis) {

    /// Restart once within 15 minutes, then fail the group over (the defaults that WSFC ships).
    public static final ResourcePolicy DEFAULT = new ResourcePolicy(OnFailure.RESTART_THEN_FAIL_OVER, 1, 900_000, 500,
            5_000, 60_000, 60_000);

    /// What follows a failure of the resource.
    public enum OnFailure {
        /// Restart on the same node while the budget lasts, then move the group (WSFC RestartAction 2).
        RESTART_THEN_FAIL_OVER,
        /// Move the group at once.
        FAIL_OVER,
        /// Restart while the budget lasts, then stay failed; the group never moves for it (WSFC RestartAction 1).
        RESTART_ONLY
    }
}
