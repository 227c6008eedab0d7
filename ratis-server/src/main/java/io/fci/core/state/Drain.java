package io.fci.core.state;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;

/// The moving away of everything that a paused node owns.
///
/// @param target where to; empty: wherever each group goes best
/// @param force a group that has nowhere to go is stopped, and waits until a node may run it
/// @param maxParallel how many groups move at once, 1 to 100
/// @param operation that tells its story
/// @param failure why it ended before everything was away; empty while it runs, and when it is done
/// @param moved what it sent away so far, for the way back
public record Drain(Optional<NodeName> target, boolean force, int maxParallel, OptionalLong operation,
        Status status, Optional<String> failure, SortedSet<GroupName> moved) {
    public static final int DEFAULT_PARALLEL = 4;
    public static final int MOST_PARALLEL = 100;

    public Drain {
        moved = Sorted.copyOf(moved);
    }

    public enum Status {
        RUNNING,
        /// The node owns nothing any more.
        DONE,
        /// What is left has nowhere to go. Draining again tries again.
        FAILED
    }

    public boolean isRunning() {
        return status == Status.RUNNING;
    }

    public Drain withMoved(SortedSet<GroupName> next) {
        return new Drain(target, force, maxParallel, operation, status, failure, next);
    }

    public Drain ended(Status how, Optional<String> why) {
        return new Drain(target, force, maxParallel, operation, how, why, moved);
    }
}
