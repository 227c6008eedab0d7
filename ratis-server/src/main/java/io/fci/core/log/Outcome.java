package io.fci.core.log;

import io.fci.core.state.GroupName;
import java.util.Optional;
import java.util.OptionalLong;

/// The answer to one command.
public sealed interface Outcome {
    /// @param revision at which it took effect; for a command that changed nothing, the revision it saw
    /// @param group the group it was about
    /// @param operation to follow, if something has to be started, stopped or moved
    record Accepted(long revision, Optional<GroupName> group, OptionalLong operation) implements Outcome {}

    record Refused(Refusal refusal) implements Outcome {}
}
