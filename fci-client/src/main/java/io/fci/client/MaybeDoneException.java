package io.fci.client;

/// A mutation whose outcome is not known: it may have taken effect, or may still. Ask again with the same request id: it is
/// then done once, and the first answer is returned.
public final class MaybeDoneException extends UnavailableException {
    private static final long serialVersionUID = 1L;

    private final String requestId;

    MaybeDoneException(Failure failure, String requestId) {
        super(failure);
        this.requestId = requestId;
    }

    public String requestId() {
        return requestId;
    }
}
