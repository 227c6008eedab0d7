package io.fci.core;

import java.util.List;
import java.util.Optional;

/// What the owner last reported about a resource, and what the failure policy made of it.
///
/// @param attempt which start of this resource within the present epoch is wanted or running; the first is 1
/// @param abandoned the restart budget is used up and the group stays here: the resource is to be left stopped
/// @param restarts cluster times of restarts on the present owner, oldest first, within the period
/// @param failure the last failure, kept until the group is brought online anew
/// @param since cluster time at which `phase` last changed
public record ResourceState(Phase phase, int attempt, boolean abandoned, List<Long> restarts, Optional<String> failure,
        long since, long sinceWall) {
    public ResourceState {
        restarts = List.copyOf(restarts);
    }

    /// As reported by the owner. Starting and stopping are not reported: they follow from what is wanted.
    public enum Phase {
        OFFLINE, ONLINE, FAILED,
        /// It was to stop and cannot be stopped: its group goes nowhere before it is.
        STUCK
    }

    static ResourceState fresh(long now, long wall) {
        return new ResourceState(Phase.OFFLINE, 1, false, List.of(), Optional.empty(), now, wall);
    }

    ResourceState in(Phase next, long now, long wall) {
        return next == phase ? this : new ResourceState(next, attempt, abandoned, restarts, failure, now, wall);
    }
}
