package io.fci.sim;

import io.fci.core.state.Takeover;
import java.util.List;

/// What is special about the cluster of a run.
enum Outfit {
    /// Nothing: there are no processes that nothing on their machine can end, and of launcher and guard one always lives.
    PLAIN,
    /// Machines that are turned off from outside, by a device or by a person. Their guards only end themselves.
    FENCED,
    /// A watchdog in each machine. A lease's end is enough.
    WATCHED,
    /// Reports of stops are often decided twice, the second time when the resource may be online again; resources that others need
    /// often end; and the operator drains nodes and acts on single resources, too.
    ECHOING;

    /// Three of seven runs are special.
    static Outfit of(Dice dice) {
        return switch (dice.roll(7)) {
            case 0 -> FENCED;
            case 1 -> WATCHED;
            case 2 -> ECHOING;
            default -> PLAIN;
        };
    }

    boolean sticks() {
        return this == FENCED || this == WATCHED;
    }

    Takeover takeover(Dice dice) {
        return this == FENCED ? dice.pick(List.of(Takeover.LEASE_AND_FENCE, Takeover.MANUAL)) : Takeover.LEASE;
    }
}
