package io.fci.client;

import io.fci.v1.ErrorReason;

/// No node could answer within the budget. Of a mutation it is always one of the two subclasses, which say whether it may
/// have been done.
public sealed class UnavailableException extends FciException permits NotDoneException, MaybeDoneException {
    private static final long serialVersionUID = 1L;

    UnavailableException(Failure failure) {
        super(failure);
    }

    /// A node answered, but said that it cannot decide or confirm anything now; local reads still work there.
    public boolean reasonIsQuorum() {
        return reason() == ErrorReason.ERROR_REASON_NO_QUORUM || reason() == ErrorReason.ERROR_REASON_NO_LEADER;
    }
}
