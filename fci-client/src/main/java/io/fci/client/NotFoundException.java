package io.fci.client;

/// There is no such group, node or operation.
public final class NotFoundException extends FciException {
    private static final long serialVersionUID = 1L;

    NotFoundException(Failure failure) {
        super(failure);
    }
}
