package io.fci.client;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/// Whether one attempt ever reached a connection. A call that failed before that was certainly not done; after it nobody
/// can tell without an answer.
final class Sent extends ClientStreamTracer.Factory {
    private volatile boolean yes;

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void streamCreated(Attributes transport, Metadata sentHeaders) {
                yes = true;
            }
        };
    }

    boolean yes() {
        return yes;
    }
}
