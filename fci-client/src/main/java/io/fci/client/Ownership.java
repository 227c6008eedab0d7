package io.fci.client;

import java.time.Duration;

/// The right to act for a group under one epoch, as one node answered it. It gets shorter by itself; ask again in time.
///
/// It ends earlier when the group is stopped, but then the processes of the group are ended before anybody else owns it. It
/// is of no use outside of the group.
public final class Ownership {
    private final String owner;
    private final long askedNanos;
    private final Duration right;

    Ownership(String owner, long askedNanos, Duration right) {
        this.owner = owner;
        this.askedNanos = askedNanos;
        this.right = right;
    }

    /// "nodes/n1": the only node that can give a right.
    public String owner() {
        return owner;
    }

    /// What is left of the right now; zero when there is none, or no longer.
    public Duration left() {
        var left = right.minusNanos(System.nanoTime() - askedNanos);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /// Whether something may be begun that takes so long.
    public boolean validFor(Duration needed) {
        return left().compareTo(needed) > 0;
    }
}
