package io.fci.raft;

import io.fci.base.Clock;

/// The counter from which the leader stamps entries: the time of the last applied entry, plus what has passed on this
/// machine's steady clock since. No wall clock moves it, and no entry sets it back.
///
/// While this node leads, its first reference is kept: were it taken anew from each applied entry, the time between stamp
/// and apply would be lost with every entry, and under load cluster time would nearly stand still.
///
/// Safe for use by any thread: stamps are asked for by several, entries are applied by one.
final class ClusterTime {
    private static final long NANOS = 1_000_000;

    private final Clock clock;
    private boolean leading;
    private long reference;
    private long referenceNanos;
    private long applied;
    private long appliedNanos;

    ClusterTime(Clock clock) {
        this.clock = clock;
        this.referenceNanos = clock.monotonicNanos();
        this.appliedNanos = referenceNanos;
    }

    synchronized long now() {
        return reference + Math.max(0, clock.monotonicNanos() - referenceNanos) / NANOS;
    }

    /// The state has this time now.
    synchronized void applied(long clusterTime) {
        applied = clusterTime;
        appliedNanos = clock.monotonicNanos();
        if (!leading || applied > now()) {
            take();
        }
    }

    synchronized void leading() {
        leading = true;
    }

    /// Stamps that were never committed are forgotten.
    synchronized void notLeading() {
        leading = false;
        take();
    }

    private void take() {
        reference = applied;
        referenceNanos = appliedNanos;
    }
}
