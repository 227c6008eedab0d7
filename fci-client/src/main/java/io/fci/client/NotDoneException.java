package io.fci.client;

/// A mutation that certainly did not take effect and never will: no node that was asked put it into the log. Safe to ask
/// again, also with another request id.
public final class NotDoneException extends UnavailableException {
    private static final long serialVersionUID = 1L;

    NotDoneException(Failure failure) {
        super(failure);
    }
}
