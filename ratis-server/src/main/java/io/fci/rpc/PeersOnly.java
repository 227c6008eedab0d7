package io.fci.rpc;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.Set;

/// What nodes say to each other is for nodes: a certificate that only lets a person in must not propose in everybody's
/// name. A node's certificate has the node's name as its common name. Without TLS there are no names to go by, and the node
/// file says `insecure`.
final class PeersOnly implements ServerInterceptor {
    private static final String PRIVATE = "fci.journal.";

    private final Set<String> nodes;

    /// @param nodes names of the cluster's nodes
    PeersOnly(Set<String> nodes) {
        this.nodes = Set.copyOf(nodes);
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
            ServerCallHandler<Q, A> next) {
        boolean encrypted = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION) != null;
        if (encrypted && call.getMethodDescriptor().getFullMethodName().startsWith(PRIVATE)
                && !nodes.contains(Caller.name())) {
            call.close(Status.PERMISSION_DENIED.withDescription("'" + Caller.name()
                    + "' is not a node of this cluster; only nodes speak to each other here"), new Metadata());
            return new ServerCall.Listener<>() {
            };
        }
        return next.startCall(call, headers);
    }
}
