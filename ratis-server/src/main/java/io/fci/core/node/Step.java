package io.fci.core.node;

import io.fci.core.node.Orders.EpochKey;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceSpec;

/// One thing for the monitor to do. Every step names the ownership in whose name it is done.
public sealed interface Step {
    EpochKey owned();

    long incarnation();

    /// Make the place where the group's processes live.
    record Open(EpochKey owned, long incarnation) implements Step {}

    /// @param vacated the last owner had it online until it handed over
    record Start(EpochKey owned, long incarnation, ResourceSpec resource, int attempt, boolean vacated)
            implements
                Step {}

    /// A start that is not wanted any more.
    record Cancel(EpochKey owned, long incarnation, ResourceName resource) implements Step {}

    record Stop(EpochKey owned, long incarnation, ResourceSpec resource) implements Step {}

    record Check(EpochKey owned, long incarnation, ResourceSpec resource) implements Step {}

    /// Prove that nothing of the ownership is left; from then on it cannot come back.
    record Close(EpochKey owned, long incarnation) implements Step {}

    /// Tell the log that the ownership is over; repeated until the log has it.
    record Release(EpochKey owned, long incarnation) implements Step {}
}
