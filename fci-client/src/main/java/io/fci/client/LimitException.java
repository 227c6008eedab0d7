package io.fci.client;

/// A bound of the cluster was met: a request that is too large, too many groups. Nothing was done.
public final class LimitException extends FciException {
    private static final long serialVersionUID = 1L;

    LimitException(Failure failure) {
        super(failure);
    }
}
