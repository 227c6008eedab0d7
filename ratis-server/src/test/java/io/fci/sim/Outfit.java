package io.fci.sim;

import io.fci.core.state.Takeover;
import java.util.List;

/// What a cluster has against processes that nothing on their machine can end.
enum Outfit {
    /// Nothing: such processes do not happen, and of launcher and guard one always lives.
    PLAIN,
    /// Machines that are turned off from outside, by a device or by a person. Their guards only end themselves.
    FENCED,
    /// A watchdog in each machine. A lease's end is enough.
    WATCHED;

    /// One of six runs is fenced, and one of six watched.
    static Outfit of(Dice dice) {
        return switch (dice.roll(6)) {
            case 0 -> FENCED;
            case 1 -> WATCHED;
            default -> PLAIN;
        };
    }

    boolean sticks() {
        return this != PLAIN;
    }

    Takeover takeover(Dice dice) {
        return this == FENCED ? dice.pick(List.of(Takeover.LEASE_AND_FENCE, Takeover.MANUAL)) : Takeover.LEASE;
    }
}
