package io.fci.journal;

import io.fci.core.state.Event;
import io.fci.core.state.State;
import java.util.List;

/// What happened to the state of this node.
public sealed interface Change {
    State after();

    /// One entry was applied.
    record Advanced(State before, State after, List<Event> events) implements Change {}

    /// The state was replaced as a whole, from a snapshot or at the start of following: what lies between is not known.
    record Restored(State after) implements Change {}
}
