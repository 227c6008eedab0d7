package io.fci.core.view;

import io.fci.core.state.State;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/// When something happens because time passes. The leader watches it: no replica has a timer of its own, so nothing
/// depends on whose clock says what.
public final class Deadlines {
    private Deadlines() {}

    /// Cluster time in milliseconds at which [io.fci.core.log.Command.TimePassed] has something to do next; empty: never,
    /// as things are.
    public static OptionalLong next(State state) {
        return all(state).min();
    }

    private static LongStream all(State state) {
        return LongStream.empty();
    }
}
