package io.fci.client;

/// Well formed, but not in this state of the cluster: no node may run it, it is online, the owner changed.
public final class PreconditionException extends FciException {
    private static final long serialVersionUID = 1L;

    PreconditionException(Failure failure) {
        super(failure);
    }
}
