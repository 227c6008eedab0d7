package io.fci.client;

import io.fci.v1.Operation;

/// What was asked is committed, but did not succeed: it failed, or another operation took over.
public final class OperationFailedException extends FciException {
    private static final long serialVersionUID = 1L;

    private final Operation operation;

    OperationFailedException(String message, Operation operation) {
        super(Failure.of(message));
        this.operation = operation;
    }

    /// As it ended, with its steps.
    public Operation operation() {
        return operation;
    }
}
