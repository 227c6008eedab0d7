package io.fci.core.log;

import io.fci.core.state.Event;
import io.fci.core.state.State;
import java.util.List;

/// What an entry made of the state.
///
/// @param outcomes one per proposal, in order
/// @param events in order; the same on every replica
public record Applied(State state, List<Outcome> outcomes, List<Event> events) {
    public Applied {
        outcomes = List.copyOf(outcomes);
        events = List.copyOf(events);
    }
}
