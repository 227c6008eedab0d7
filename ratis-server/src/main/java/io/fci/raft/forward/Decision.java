package io.fci.raft.forward;

import io.fci.core.log.Outcome;

/// What became of one attempt to have a proposal decided.
public sealed interface Decision {
    /// @param index of the log entry: whoever applied that has seen the outcome take effect
    record Decided(long index, Outcome outcome) implements Decision {}

    /// It is in no log and never will be.
    ///
    /// @param retry it may succeed in a moment, or with another node
    record NotAppended(String why, boolean retry) implements Decision {}

    /// It may be in a log and take effect now or later.
    record Unclear(String why) implements Decision {}
}
