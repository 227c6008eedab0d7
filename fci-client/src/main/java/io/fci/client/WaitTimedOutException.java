package io.fci.client;

import io.fci.v1.Operation;

/// The operation had not ended when the wait was over. It goes on.
public final class WaitTimedOutException extends FciException {
    private static final long serialVersionUID = 1L;

    private final Operation operation;

    WaitTimedOutException(String message, Operation operation) {
        super(Failure.of(message));
        this.operation = operation;
    }

    /// As it was last seen.
    public Operation operation() {
        return operation;
    }
}
