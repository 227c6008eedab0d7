package io.fci.rpc;

import com.google.protobuf.MessageLite;
import io.fci.v1.ErrorReason;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/// Turns away requests that are too large, with a sentence. The transport takes somewhat more than this, because what it
/// cuts off itself it can only call a message of so many bytes.
final class RequestSize implements ServerInterceptor {
    static final int MOST = 4 << 20;
    static final int CUT_OFF = 2 * MOST;

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers,
            ServerCallHandler<Q, A> next) {
        return new SimpleForwardingServerCallListener<Q>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                if (message instanceof MessageLite request && request.getSerializedSize() > MOST) {
                    refused = true;
                    var refusal = Statuses.of(ErrorReason.ERROR_REASON_LIMIT_EXCEEDED, "the request has "
                            + request.getSerializedSize() + " bytes; the most a node accepts is " + MOST
                            + ". Shorten its commands, environments or labels", "limit", Integer.toString(MOST));
                    var trailers = Status.trailersFromThrowable(refusal);
                    call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
                } else {
                    super.onMessage(message);
                }
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    super.onHalfClose();
                }
            }
        };
    }
}
