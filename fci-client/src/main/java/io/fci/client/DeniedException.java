package io.fci.client;

/// The node does not accept who is asking.
public final class DeniedException extends FciException {
    private static final long serialVersionUID = 1L;

    DeniedException(Failure failure) {
        super(failure);
    }
}
