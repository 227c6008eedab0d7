package io.fci.core.state;

import java.util.Optional;

/// Whether a node takes groups, as persons want it. It survives every restart of the node.
public sealed interface Schedule {
    /// It does.
    ///
    /// @param revision at which it was resumed last; 0: it was never paused
    /// @param since the same in cluster time, milliseconds
    record Open(long revision, long since) implements Schedule {
        public static final Open ALWAYS = new Open(0, 0);
    }

    /// It takes none; what it owns stays, and stops where it stops.
    ///
    /// @param reason why, for people; may be empty
    /// @param by who asked; may be empty
    /// @param since cluster time in milliseconds
    /// @param drain moving away what it owns; empty: what it owns stays
    record Paused(String reason, String by, long since, long sinceWall, Optional<Drain> drain) implements Schedule {
        public Paused withDrain(Drain next) {
            return new Paused(reason, by, since, sinceWall, Optional.of(next));
        }

        /// "by anna: kernel update", to follow "it is paused".
        public String words() {
            return (by.isEmpty() ? "" : " by " + by) + (reason.isEmpty() ? "" : ": " + reason);
        }
    }

    default Optional<Paused> paused() {
        return this instanceof Paused p ? Optional.of(p) : Optional.empty();
    }

    /// The drain that is still under way.
    default Optional<Drain> draining() {
        return paused().flatMap(Paused::drain).filter(Drain::isRunning);
    }
}
