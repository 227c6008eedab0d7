package io.fci.client;

/// No node could answer within the budget. Of a mutation it is always one of the two subclasses, which say whether it may
/// have been done.
public sealed class UnavailableException extends FciException permits NotDoneException, MaybeDoneException {
    private static final long serialVersionUID = 1L;

    UnavailableException(Failure failure) {
        super(failure);
    }
}
