package io.fci.core.node;

import io.fci.core.node.Orders.EpochKey;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.Sorted;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// What is on this machine, as far as its monitor did it: one node's half of the picture. Times are that monitor's own
/// monotonic milliseconds.
///
/// @param held ownerships of which something may be on this machine
/// @param closed ownerships that were proved to be over here and wait for the log to say so
public record Observed(SortedMap<EpochKey, Held> held, SortedSet<EpochKey> closed) {
    public static final Observed NOTHING = new Observed(Sorted.empty(), new TreeSet<>());

    public Observed {
        held = Sorted.copyOf(held);
        closed = Sorted.copyOf(closed);
    }

    /// @param opened its place exists, so that something can be started in it
    /// @param busy a step about the ownership as a whole is under way
    public record Held(long incarnation, boolean opened, boolean busy, SortedMap<ResourceName, Resource> resources) {
        public Held {
            resources = Sorted.copyOf(resources);
        }

        public boolean is(ResourceName name, Phase phase) {
            var resource = resources.get(name);
            return resource != null && resource.phase() == phase;
        }
    }

    public enum Phase {
        /// Not there.
        IDLE,
        STARTING, RUNNING, STOPPING,
        /// It failed, and what is left of it has to be removed.
        BROKEN
    }

    /// @param spec as it was started: what has to be stopped
    /// @param attempt of its last start
    /// @param failed whether that attempt failed
    /// @param since when `phase` began
    /// @param nextCheck when it is to be checked while running
    /// @param checking a check is under way
    public record Resource(ResourceSpec spec, int attempt, Phase phase, boolean failed, long since, long nextCheck,
            boolean checking) {}
}
