package io.fci.client;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/// One channel per endpoint, and which one calls go to: the same until it fails, because one node answers all. Safe for
/// use by any thread. A single channel over all endpoints would hide behind its own back-off which node failed.
final class Channels implements AutoCloseable {
    /// A machine that is gone answers nothing; its peers are better asked before an attempt's time is over.
    private static final int CONNECT_MILLIS = 1_000;

    /// Answers may be larger than requests: a listing of a thousand groups.
    private static final int MOST_INBOUND = 64 << 20;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("fci-client", true),
            NioIoHandler.newFactory());
    private final List<Channel> channels;
    private final AtomicInteger present = new AtomicInteger();

    /// @param index position in the list of endpoints
    record Channel(int index, Endpoint endpoint, ManagedChannel grpc) {}

    Channels(List<Endpoint> endpoints, Optional<Tls> tls) {
        var ssl = tls.map(Channels::contextOf);
        var list = new java.util.ArrayList<Channel>();
        for (var endpoint : endpoints) {
            list.add(new Channel(list.size(), endpoint, open(endpoint, ssl)));
        }
        channels = List.copyOf(list);
    }

    int count() {
        return channels.size();
    }

    Channel present() {
        return channels.get(present.get());
    }

    /// Calls go to the next endpoint from now on, unless somebody has moved on already.
    void moveOn(Channel failed) {
        int next = (failed.index() + 1) % channels.size();
        if (present.compareAndSet(failed.index(), next)) {
            // Else the channel would fail calls at once for up to two minutes after an early failure, without trying.
            channels.get(next).grpc().resetConnectBackoff();
        }
    }

    @Override
    public void close() {
        channels.forEach(c -> c.grpc().shutdownNow());
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private ManagedChannel open(Endpoint endpoint, Optional<SslContext> ssl) {
        // A literal needs no resolver, whose classes cost a command-line program tens of milliseconds to load.
        var builder = endpoint.isLiteral()
                ? NettyChannelBuilder.forAddress(new InetSocketAddress(endpoint.host(), endpoint.port()))
                : NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port());
        builder.eventLoopGroup(loop)
                .channelType(NioSocketChannel.class)
                .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .directExecutor()
                .maxInboundMessageSize(MOST_INBOUND)
                // Notices a node that is gone while a long poll or a watch waits for it.
                .keepAliveTime(10, TimeUnit.SECONDS)
                .keepAliveTimeout(2, TimeUnit.SECONDS)
                // Retries are ours: gRPC's are capped at five attempts and stay with one node.
                .disableRetry();
        ssl.ifPresentOrElse(builder::sslContext, builder::usePlaintext);
        return builder.build();
    }

    private static SslContext contextOf(Tls tls) {
        try {
            return GrpcSslContexts.forClient()
                    .trustManager(tls.ca().toFile())
                    .keyManager(tls.certificate().toFile(), tls.key().toFile())
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            var why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new IllegalArgumentException("the TLS files " + tls.ca() + ", " + tls.certificate() + " and "
                    + tls.key() + " cannot be used: " + why + "; they must be PEM, the key PKCS#8 without a password",
                    e);
        }
    }
}
