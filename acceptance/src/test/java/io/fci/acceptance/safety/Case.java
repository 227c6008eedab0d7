package io.fci.acceptance.safety;

import java.util.EnumSet;
import java.util.Set;

/// One fault, what it meets, and what must come of it.
///
/// @param what in words, for the table
/// @param tolerated witnesses whose overlaps are a limit that the documentation names: measured, and no failure
record Case(String name, String what, Owner owner, Outcome outcome, Set<Witness> tolerated, Act act) {
    /// Where the group is before.
    enum Owner {
        /// On the node that leads the cluster.
        LEADS,
        /// On one that does not.
        FOLLOWS,
        ANY
    }

    /// Where it is after.
    enum Outcome {
        /// On another node.
        MOVES,
        /// Where it was, in the same epoch.
        STAYS,
        /// Stopped and started, wherever.
        RESTARTS,
        /// The case itself says.
        OWN
    }

    /// What is done. Returns when the fault lasted long enough; what is broken then is mended by whoever called.
    interface Act {
        void play(Scene scene) throws Exception;
    }

    static Case of(String name, String what, Owner owner, Outcome outcome, Act act) {
        return new Case(name, what, owner, outcome, Set.of(), act);
    }

    Case tolerating(Witness first, Witness... more) {
        return new Case(name, what, owner, outcome, EnumSet.of(first, more), act);
    }
}
