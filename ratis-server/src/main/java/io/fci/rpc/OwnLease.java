package io.fci.rpc;

import io.fci.guard.wire.LeaseHealth;
import java.time.Duration;
import java.util.Optional;

/// What the guard of the answering node knows of its lease.
public interface OwnLease {
    /// Of a node without a guard.
    OwnLease NONE = new OwnLease() {
        @Override
        public Optional<LeaseHealth> health() {
            return Optional.empty();
        }

        @Override
        public Optional<Duration> left(long incarnation, String group, long epoch) {
            return Optional.empty();
        }
    };

    /// About a second ago; empty: the guard has not said.
    Optional<LeaseHealth> health();

    /// How long what runs for this ownership may still act, counted from when this was called; empty: it may not, or nobody
    /// can tell.
    Optional<Duration> left(long incarnation, String group, long epoch);
}
