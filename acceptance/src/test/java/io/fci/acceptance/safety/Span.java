package io.fci.acceptance.safety;

/// From when to when a witness surely saw a node act for the group.
///
/// @param epoch 0 when this witness cannot know it
/// @param first on the boot clock in nanoseconds, which all machines of a lab share: by then the node had begun
/// @param last and at this moment it had not ended; before `first` when there was a single sign, seen with some delay
record Span(Witness witness, String node, long epoch, long first, long last) {
    Span and(Span other) {
        return new Span(witness, node, epoch, Math.min(first, other.first), Math.max(last, other.last));
    }
}
