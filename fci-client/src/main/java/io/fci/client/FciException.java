package io.fci.client;

import io.fci.v1.ErrorReason;
import java.util.Map;

/// A call that did not do what was asked. The message is one sentence for people, made where the cause is known and shown
/// unchanged; programs use the type, the reason and the metadata.
public abstract sealed class FciException extends RuntimeException
        permits
        UnavailableException,
        ConflictException,
        PreconditionException,
        NotFoundException,
        InvalidException,
        LimitException,
        DeniedException,
        OperationFailedException,
        WaitTimedOutException,
        ServerException {
    private static final long serialVersionUID = 1L;

    private final ErrorReason reason;
    private final transient Map<String, String> metadata;

    FciException(Failure failure) {
        super(failure.message(), failure.cause().orElse(null));
        this.reason = failure.reason();
        this.metadata = failure.metadata();
    }

    /// [ErrorReason#ERROR_REASON_UNSPECIFIED] when no node gave one, and [ErrorReason#UNRECOGNIZED] when it is one that
    /// this release does not know.
    public ErrorReason reason() {
        return reason;
    }

    /// The facts of the message by name; empty after deserialisation.
    public Map<String, String> metadata() {
        return metadata == null ? Map.of() : metadata;
    }
}
