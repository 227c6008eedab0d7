package io.fci.rpc;

import io.fci.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/// Turns away a caller that means another cluster, before anything is done: an address may have been given to a node of
/// this one since the caller was configured.
final class SameCluster implements ServerInterceptor {
    static final Metadata.Key<String> HEADER = Metadata.Key.of("fci-cluster-id", Metadata.ASCII_STRING_MARSHALLER);

    private final String clusterId;

    SameCluster(String clusterId) {
        this.clusterId = clusterId;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
            ServerCallHandler<Q, A> next) {
        var expected = headers.get(HEADER);
        if (expected == null || expected.equals(clusterId)) {
            return next.startCall(call, headers);
        }
        var refusal = Statuses.of(ErrorReason.ERROR_REASON_WRONG_CLUSTER, "this node belongs to cluster " + clusterId
                + ", not to " + expected + "; take it out of the endpoints", "expected", expected, "actual", clusterId);
        var trailers = Status.trailersFromThrowable(refusal);
        call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
        return new ServerCall.Listener<>() {
        };
    }
}
