package io.fci.explore;

import io.fci.explore.Member.Run;

/// What happens to one node.
sealed interface Deed {
    /// A tick on this node's clock. @param slip it lost or gained this one against the others
    record Passes(boolean slip) implements Deed {}

    /// A refusal arrives.
    record IsRefused(String by, long a, long k, long sent) implements Deed {}

    /// Only the others' clocks tick.
    record Slips() implements Deed {}

    /// A renewal of another node arrives.
    record Hears(String holder, long k, long sent) implements Deed {}

    /// An acknowledgement arrives.
    record IsAcknowledged(String by, long a, long k, long sent) implements Deed {}

    /// ASK arrives. Anybody may ask at any time.
    record IsAsked(String node, long k) implements Deed {}

    /// It repeats SILENT; counts only where hints are taken for evidence.
    record Hints(String node, long k) implements Deed {}

    /// One more entry.
    record Applies(Log log) implements Deed {}

    /// The daemon finds the group in its orders.
    record Decides(Run run) implements Deed {}

    /// The guard is asked to start what was decided.
    record Starts() implements Deed {}

    /// The guard has stopped the group, verified it, and closes the epoch.
    record Closes(Run run) implements Deed {}

    /// The lease is given up, and everything of it ends.
    record GivesUp() implements Deed {}

    /// What a guard that gave up left running ends: only where DEAD is said too early.
    record Ends() implements Deed {}

    /// The log has a new incarnation for this guard.
    record Adopts(long k, long a, Log log) implements Deed {}

    record Crashes() implements Deed {}
}
