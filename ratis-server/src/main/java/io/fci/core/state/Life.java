package io.fci.core.state;

/// Where a node's lease stands in the log. An *incarnation* is one life of the lease; it is the revision of the GuardUp
/// that began it, so it is never used twice.
public sealed interface Life {
    /// Configured, never joined.
    record Never() implements Life {}

    /// May own groups.
    record Up(long incarnation) implements Life {}

    /// That incarnation is over for ever: the node runs nothing until its next GuardUp.
    record Down(long lastIncarnation, String why) implements Life {}

    /// What the next GuardUp must name as its predecessor; 0 before the first.
    default long last() {
        return switch (this) {
            case Never() -> 0;
            case Up(var incarnation) -> incarnation;
            case Down(var incarnation, var why) -> incarnation;
        };
    }

    default boolean isUp() {
        return this instanceof Up;
    }
}
