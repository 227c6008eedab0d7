package io.fci.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.fci.client.InvalidException.Violation;
import io.fci.v1.ErrorReason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one attempt said when it failed: the only place that reads gRPC statuses. Not public; exceptions are made of it.
///
/// @param spoken a node gave this answer as its own (an fci reason); otherwise the transport failed or something between
record Failure(Status.Code code, ErrorReason reason, String message, Map<String, String> metadata,
        List<Violation> violations, boolean spoken, Optional<Throwable> cause) {
    static final String DOMAIN = "fci";

    static Failure of(String message) {
        return new Failure(Status.Code.UNKNOWN, ErrorReason.ERROR_REASON_UNSPECIFIED, message, Map.of(), List.of(),
                false, Optional.empty());
    }

    static Failure of(StatusRuntimeException thrown) {
        var code = thrown.getStatus().getCode();
        var text = Optional.ofNullable(thrown.getStatus().getDescription()).orElse(code.toString());
        var status = StatusProto.fromThrowable(thrown);
        if (status != null) {
            var violations = new ArrayList<Violation>();
            Optional<ErrorInfo> info = Optional.empty();
            for (var detail : status.getDetailsList()) {
                info = info.or(() -> unpack(detail, ErrorInfo.class).filter(i -> i.getDomain().equals(DOMAIN)));
                unpack(detail, BadRequest.class).ifPresent(bad -> bad.getFieldViolationsList()
                        .forEach(v -> violations.add(new Violation(v.getField(), v.getDescription()))));
            }
            if (info.isPresent()) {
                return new Failure(code, reasonOf(info.get().getReason()), text, info.get().getMetadataMap(),
                        List.copyOf(violations), true, Optional.of(thrown));
            }
        }
        // What gRPC says of a missed deadline is a page about its own inside.
        var sentence = code == Status.Code.DEADLINE_EXCEEDED ? "no answer in time" : transportSentence(text, thrown);
        return new Failure(code, ErrorReason.ERROR_REASON_UNSPECIFIED, sentence, Map.of(), List.of(), false,
                Optional.of(thrown));
    }

    Failure saying(String sentence) {
        return new Failure(code, reason, sentence, metadata, violations, spoken, cause);
    }

    /// Another node, or the same one later, may answer.
    boolean worthRetrying() {
        return code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED;
    }

    /// Whether a mutation that ended like this may have reached the log.
    ///
    /// @param sent the request was handed to a connection; before that nothing can have happened
    boolean mayBeDone(boolean sent) {
        if (!spoken) {
            return sent && !refusedUnread();
        }
        return switch (reason) {
            case ERROR_REASON_OUTCOME_UNKNOWN, ERROR_REASON_INTERNAL -> true;
            // A reason of a newer release: its code says what it must.
            case ERROR_REASON_UNSPECIFIED, UNRECOGNIZED -> !judged() && !refusedUnread();
            default -> false;
        };
    }

    /// The cluster looked at the request and said no. With the same request id that also means that no earlier attempt had
    /// been done by then.
    boolean judged() {
        return spoken && switch (code) {
            case INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE -> true;
            case OK, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS,
                    PERMISSION_DENIED, UNAUTHENTICATED, RESOURCE_EXHAUSTED ->
                false;
        };
    }

    /// The receiver turned the request away before reading it: from nobody it knows, too large, or no such method.
    private boolean refusedUnread() {
        return switch (code) {
            case UNIMPLEMENTED, UNAUTHENTICATED, PERMISSION_DENIED -> true;
            case RESOURCE_EXHAUSTED -> spoken || message.startsWith("gRPC message exceeds maximum size");
            case OK, CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE, DATA_LOSS, INVALID_ARGUMENT,
                    NOT_FOUND,
                    ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE ->
                false;
        };
    }

    /// The exception for a failure that is an answer, not the absence of one.
    FciException asException() {
        return switch (code) {
            case INVALID_ARGUMENT -> new InvalidException(this);
            case NOT_FOUND -> new NotFoundException(this);
            case ALREADY_EXISTS, ABORTED -> new ConflictException(this);
            case FAILED_PRECONDITION, OUT_OF_RANGE -> new PreconditionException(this);
            case RESOURCE_EXHAUSTED -> new LimitException(this);
            case UNAUTHENTICATED, PERMISSION_DENIED -> new DeniedException(this);
            case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED -> new UnavailableException(this);
            case OK, UNKNOWN, INTERNAL, DATA_LOSS, UNIMPLEMENTED -> new ServerException(this);
        };
    }

    private static ErrorReason reasonOf(String name) {
        try {
            return ErrorReason.valueOf("ERROR_REASON_" + name);
        } catch (IllegalArgumentException unknown) {
            // A newer cluster may know more reasons; its code still says what to do.
            return ErrorReason.UNRECOGNIZED;
        }
    }

    private static <M extends com.google.protobuf.Message> Optional<M> unpack(Any detail, Class<M> type) {
        try {
            return detail.is(type) ? Optional.of(detail.unpack(type)) : Optional.empty();
        } catch (InvalidProtocolBufferException broken) {
            // The status itself is still worth showing; a damaged detail must not hide it.
            return Optional.empty();
        }
    }

    /// The innermost cause knows what happened ("Connection refused"); gRPC's own text is "io exception".
    private static String transportSentence(String text, Throwable thrown) {
        var cause = thrown.getCause();
        if (cause == null) {
            // What a listener with TLS does to a caller without, and the other way round.
            return text.startsWith("Network closed")
                    ? "the connection was closed at once; does one side want TLS?"
                    : text;
        }
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
