package io.fci.client;

/// Somebody else was faster: the object changed, exists already, its name or address is taken, or an operation runs.
public final class ConflictException extends FciException {
    private static final long serialVersionUID = 1L;

    ConflictException(Failure failure) {
        super(failure);
    }
}
