package io.fci.client;

import com.google.protobuf.Message;
import io.fci.v1.ErrorReason;
import io.fci.v1.ResponseHeader;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The cluster this client talks to: the one it was told, or else the first one that answered. Endpoints are addresses,
/// and an address may be given to a machine of another cluster; acting there would be acting on somebody else's groups.
final class Cluster {
    /// Sent with every call once the cluster is known, so that a node of another one refuses before it does anything.
    static final Metadata.Key<String> HEADER = Metadata.Key.of("fci-cluster-id", Metadata.ASCII_STRING_MARSHALLER);

    private final AtomicReference<String> id = new AtomicReference<>();

    Cluster(Optional<String> expected) {
        expected.ifPresent(id::set);
    }

    Metadata headers() {
        var headers = new Metadata();
        Optional.ofNullable(id.get()).ifPresent(known -> headers.put(HEADER, known));
        return headers;
    }

    /// Takes note of the cluster that answered; a failure when it is another than before.
    Optional<Failure> check(Message answer, Endpoint endpoint) {
        var actual = headerOf(answer).getClusterId();
        if (actual.isEmpty() || id.compareAndSet(null, actual) || actual.equals(id.get())) {
            return Optional.empty();
        }
        var message = endpoint + " belongs to cluster " + actual + ", not to " + id.get()
                + "; take it out of the endpoints";
        return Optional.of(new Failure(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_WRONG_CLUSTER, message,
                Map.of("expected", id.get(), "actual", actual), List.of(), true, Optional.empty()));
    }

    /// Every answer of the API has its header in field 1.
    static ResponseHeader headerOf(Message answer) {
        var field = answer.getDescriptorForType().findFieldByNumber(1);
        return (ResponseHeader) answer.getField(field);
    }
}
