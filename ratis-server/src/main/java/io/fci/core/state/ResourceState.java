package io.fci.core.state;

import java.util.List;
import java.util.Optional;

/// What the owner last reported about a resource, and what the failure policy made of it.
///
/// @param attempt which start of this resource within the present epoch is wanted or running; the first is 1
/// @param abandoned the restart budget is used up and the group stays here: the resource is to be left stopped
/// @param restarts cluster times of restarts on the present owner, oldest first, within the period
/// @param failure the last failure, kept until the group is brought online anew
/// @param since cluster time at which `phase` last changed
/// @param vacated it was online until it was stopped to be handed over, and was not started since: until then nobody else can
///        have had its address
public record ResourceState(Phase phase, int attempt, boolean abandoned, List<Long> restarts, Optional<String> failure,
        long since, long sinceWall, boolean vacated) {
    public ResourceState {
        restarts = List.copyOf(restarts);
    }

    /// As reported by the owner. Starting and stopping are not reported: they follow from what is wanted.
    public enum Phase {
        OFFLINE, ONLINE, FAILED,
        /// It was to stop and cannot be stopped: its group goes nowhere before it is.
        STUCK
    }

    public static ResourceState fresh(long now, long wall) {
        return new ResourceState(Phase.OFFLINE, 1, false, List.of(), Optional.empty(), now, wall, false);
    }

    public ResourceState in(Phase next, long now, long wall) {
        return next == phase
                ? this
                : new ResourceState(next, attempt, abandoned, restarts, failure, now, wall, false);
    }

    /// Stopped in order, for a hand-over.
    public ResourceState left(long now, long wall) {
        return new ResourceState(Phase.OFFLINE, attempt, abandoned, restarts, failure, now, wall,
                phase == Phase.ONLINE);
    }

    /// Never started under the next owner, and all that is known of the last one's time is how it ended.
    public ResourceState handedOver(long now, long wall) {
        return new ResourceState(Phase.OFFLINE, 1, false, List.of(), Optional.empty(), now, wall, vacated);
    }

    /// A new series of attempts, with a full budget; what failed last is remembered for people.
    public ResourceState anew() {
        return new ResourceState(phase, attempt + 1, false, List.of(), failure, since, sinceWall, false);
    }

    /// Nothing of what failed counts or is remembered any more.
    public ResourceState forgiven() {
        return new ResourceState(phase, attempt, abandoned, List.of(), abandoned ? failure : Optional.empty(), since,
                sinceWall, vacated);
    }

    /// It failed and is stopped, and nothing is to follow from that.
    public ResourceState mended(long now, long wall) {
        return new ResourceState(Phase.OFFLINE, attempt + 1, false, List.of(), Optional.empty(), now, wall, false);
    }

    /// To be stopped and started once more, on request: nothing is held against it.
    public ResourceState again(long now, long wall) {
        return new ResourceState(Phase.OFFLINE, attempt + 1, false, restarts, Optional.empty(), now, wall, false);
    }
}
