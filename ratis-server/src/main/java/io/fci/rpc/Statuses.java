package io.fci.rpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import io.fci.codec.api.Malformed;
import io.fci.core.log.Refusal;
import io.fci.v1.ErrorReason;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Every failure the API answers is made here: a code for programs that know only gRPC, a reason with its facts for those
/// that know us, and a sentence for people.
final class Statuses {
    static final String DOMAIN = "fci";

    private static final String PREFIX = "ERROR_REASON_";

    private Statuses() {}

    static StatusRuntimeException of(Refusal refusal) {
        return of(reasonOf(refusal.reason()), refusal.message(), refusal.facts(),
                Optional.ofNullable(refusal.facts().get("field")));
    }

    static StatusRuntimeException of(Malformed malformed) {
        var refusal = malformed.refusal();
        return of(reasonOf(refusal.reason()), refusal.message(), refusal.facts(), Optional.of(malformed.field()));
    }

    /// @param facts name, value, name, value, ...
    static StatusRuntimeException of(ErrorReason reason, String message, String... facts) {
        var map = new TreeMap<String, String>();
        for (int i = 0; i < facts.length; i += 2) {
            map.put(facts[i], facts[i + 1]);
        }
        return of(reason, message, map, Optional.empty());
    }

    private static StatusRuntimeException of(ErrorReason reason, String message, Map<String, String> facts,
            Optional<String> field) {
        var info = ErrorInfo.newBuilder()
                .setDomain(DOMAIN)
                .setReason(reason.name().substring(PREFIX.length()))
                .putAllMetadata(facts)
                .build();
        var status = com.google.rpc.Status.newBuilder()
                .setCode(codeOf(reason).getNumber())
                .setMessage(message)
                .addDetails(Any.pack(info));
        field.ifPresent(path -> status.addDetails(Any.pack(BadRequest.newBuilder()
                .addFieldViolations(BadRequest.FieldViolation.newBuilder().setField(path).setDescription(message))
                .build())));
        return StatusProto.toStatusRuntimeException(status.build());
    }

    /// The core's reasons are those of the API but for two that no caller of it should meet.
    static ErrorReason reasonOf(Refusal.Reason reason) {
        return switch (reason) {
            case INVALID_FIELD -> ErrorReason.ERROR_REASON_INVALID_FIELD;
            case DEPENDENCY_CYCLE -> ErrorReason.ERROR_REASON_DEPENDENCY_CYCLE;
            case UNKNOWN_RESOURCE_TYPE -> ErrorReason.ERROR_REASON_UNKNOWN_RESOURCE_TYPE;
            case ADDRESS_IN_USE -> ErrorReason.ERROR_REASON_ADDRESS_IN_USE;
            case REQUEST_ID_REUSED -> ErrorReason.ERROR_REASON_REQUEST_ID_REUSED;
            case GROUP_NOT_FOUND -> ErrorReason.ERROR_REASON_GROUP_NOT_FOUND;
            case NODE_NOT_FOUND -> ErrorReason.ERROR_REASON_NODE_NOT_FOUND;
            case RESOURCE_NOT_FOUND -> ErrorReason.ERROR_REASON_RESOURCE_NOT_FOUND;
            case OPERATION_NOT_FOUND -> ErrorReason.ERROR_REASON_OPERATION_NOT_FOUND;
            case GROUP_EXISTS -> ErrorReason.ERROR_REASON_GROUP_EXISTS;
            case ETAG_MISMATCH -> ErrorReason.ERROR_REASON_ETAG_MISMATCH;
            case OPERATION_IN_PROGRESS -> ErrorReason.ERROR_REASON_OPERATION_IN_PROGRESS;
            case OWNER_CHANGED -> ErrorReason.ERROR_REASON_OWNER_CHANGED;
            case NO_ELIGIBLE_NODE -> ErrorReason.ERROR_REASON_NO_ELIGIBLE_NODE;
            case NODE_NOT_ELIGIBLE -> ErrorReason.ERROR_REASON_NODE_NOT_ELIGIBLE;
            case WOULD_DISRUPT -> ErrorReason.ERROR_REASON_WOULD_DISRUPT;
            case GROUP_ONLINE -> ErrorReason.ERROR_REASON_GROUP_ONLINE;
            case FENCING_UNAVAILABLE -> ErrorReason.ERROR_REASON_FENCING_UNAVAILABLE;
            case NODE_NOT_DOWN -> ErrorReason.ERROR_REASON_NODE_NOT_DOWN;
            case LOCKED -> ErrorReason.ERROR_REASON_LOCKED;
            case LIMIT_EXCEEDED -> ErrorReason.ERROR_REASON_LIMIT_EXCEEDED;
            case NOT_INITIALIZED -> ErrorReason.ERROR_REASON_NODE_NOT_READY;
            // Only commands of the cluster's own parts can be stale.
            case STALE -> ErrorReason.ERROR_REASON_INTERNAL;
        };
    }

    /// The table of errors.proto.
    static Code codeOf(ErrorReason reason) {
        return switch (reason) {
            case ERROR_REASON_NO_LEADER, ERROR_REASON_NO_QUORUM, ERROR_REASON_OUTCOME_UNKNOWN, ERROR_REASON_NODE_BEHIND,
                    ERROR_REASON_NODE_NOT_READY, ERROR_REASON_WRONG_CLUSTER ->
                Code.UNAVAILABLE;
            case ERROR_REASON_REVISION_COMPACTED -> Code.OUT_OF_RANGE;
            case ERROR_REASON_SLOW_CONSUMER, ERROR_REASON_ETAG_MISMATCH, ERROR_REASON_OPERATION_IN_PROGRESS ->
                Code.ABORTED;
            case ERROR_REASON_INVALID_FIELD, ERROR_REASON_DEPENDENCY_CYCLE, ERROR_REASON_UNKNOWN_RESOURCE_TYPE,
                    ERROR_REASON_REQUEST_ID_REUSED ->
                Code.INVALID_ARGUMENT;
            case ERROR_REASON_ADDRESS_IN_USE, ERROR_REASON_GROUP_EXISTS -> Code.ALREADY_EXISTS;
            case ERROR_REASON_GROUP_NOT_FOUND, ERROR_REASON_NODE_NOT_FOUND, ERROR_REASON_RESOURCE_NOT_FOUND,
                    ERROR_REASON_OPERATION_NOT_FOUND ->
                Code.NOT_FOUND;
            case ERROR_REASON_OWNER_CHANGED, ERROR_REASON_NO_ELIGIBLE_NODE, ERROR_REASON_NODE_NOT_ELIGIBLE,
                    ERROR_REASON_WOULD_DISRUPT, ERROR_REASON_GROUP_ONLINE, ERROR_REASON_FENCING_UNAVAILABLE,
                    ERROR_REASON_NODE_NOT_DOWN, ERROR_REASON_NOT_OWNER, ERROR_REASON_LOCKED ->
                Code.FAILED_PRECONDITION;
            case ERROR_REASON_NO_CREDENTIALS -> Code.UNAUTHENTICATED;
            case ERROR_REASON_LIMIT_EXCEEDED -> Code.RESOURCE_EXHAUSTED;
            case ERROR_REASON_INTERNAL, ERROR_REASON_UNSPECIFIED, UNRECOGNIZED -> Code.INTERNAL;
        };
    }
}
