package io.fci.guard.seal;

/// What a datagram turned out to be.
public enum Opened {
    /// A member's, for this guard, for the first time; what was sealed may be empty.
    SEALED,
    /// None of a guard: no header, or too short for one and a tag.
    MALFORMED,
    /// Its number was seen before, or is too old to tell.
    REPEATED,
    /// Not sealed by the member for this life of this guard.
    UNSEALED
}
