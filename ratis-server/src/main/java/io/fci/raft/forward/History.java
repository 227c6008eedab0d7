package io.fci.raft.forward;

import io.fci.proto.journal.ForwardGrpc;
import io.fci.proto.journal.ForwardProto.HistoryRequest;
import io.fci.proto.journal.ForwardProto.StartOverRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// What one other node says of its own log, and what a node without one asks of it. Keeps a connection; used by one thread.
public final class History implements AutoCloseable {
    private static final long ANSWER_MILLIS = 1_000;
    private static final long HANDED_OVER_MILLIS = 3_000;

    private final ManagedChannel channel;
    private final String clusterId;

    /// What a node says of its log. Who cannot be reached or serves another cluster has said nothing.
    public enum Log {
        NOT_SAID,
        NONE,
        /// It has none, and has heard from each of the others that they have none.
        BEGINS,
        SOME
    }

    public History(InetSocketAddress address, Optional<SslContext> tls, String clusterId) {
        var builder = NettyChannelBuilder.forAddress(address);
        tls.ifPresentOrElse(builder::sslContext, builder::usePlaintext);
        this.channel = builder.build();
        this.clusterId = clusterId;
    }

    /// Blocks for at most a second.
    public Log ask() {
        try {
            // A node that starts is there in a moment: the pauses between attempts to connect would outlast it.
            channel.resetConnectBackoff();
            var reply = ForwardGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(ANSWER_MILLIS, TimeUnit.MILLISECONDS)
                    .history(HistoryRequest.newBuilder().setClusterId(clusterId).build());
            return switch (reply.getLog()) {
                case LOG_NONE -> Log.NONE;
                case LOG_BEGINS -> Log.BEGINS;
                case LOG_SOME -> Log.SOME;
                case LOG_UNSPECIFIED, UNRECOGNIZED -> Log.NOT_SAID;
            };
        } catch (StatusRuntimeException e) {
            return Log.NOT_SAID;
        }
    }

    /// Asks it to have somebody else elected than itself and `self`, if it leads. Blocks for at most three seconds.
    public boolean startOver(String self) {
        try {
            return ForwardGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(HANDED_OVER_MILLIS, TimeUnit.MILLISECONDS)
                    .startOver(StartOverRequest.newBuilder().setClusterId(clusterId).setNode(self).build())
                    .getHandedOver();
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
