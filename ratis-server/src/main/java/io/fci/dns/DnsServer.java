package io.fci.dns;

import io.fci.core.state.State;
import io.fci.dns.Answers.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// The DNS port of a node, UDP and TCP, on one thread. Says SERVFAIL until [#ready()], because before that the node may
/// know less than it knew when it last ran, and a resolver then asks the next node.
///
/// Made by the node's wiring; `ready` and `close` may be called by any thread.
public final class DnsServer implements AutoCloseable {
    /// A query has a name of at most 255 bytes and a few options.
    static final int MAX_QUERY_BYTES = 2_048;

    static final int MAX_CONNECTIONS = 64;
    private static final int IDLE_SECONDS = 10;
    private static final int CLOSE_SECONDS = 5;

    private final EventLoopGroup loop;
    private final InetSocketAddress address;
    private final Supplier<State> state;
    private volatile boolean ready;

    /// Listens when it returns. Port 0: any free one.
    ///
    /// @param listen the node's own address and not the wildcard: an answer must come from the address that was asked,
    ///        and addresses of groups come and go on this machine
    /// @param state what the node has applied; called on the DNS thread for every query, so it must not block
    /// @throws IOException with one sentence if the port cannot be had
    public DnsServer(InetSocketAddress listen, Supplier<State> state, Answers answers) throws IOException {
        this.state = state;
        loop = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("dns", true), NioIoHandler.newFactory());
        try {
            // TCP first: it tells a free port for 0 that UDP then takes as well.
            var tcp = bound(tcp(answers).bind(listen), listen);
            address = (InetSocketAddress) tcp.localAddress();
            bound(udp(answers).bind(address), address);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    public InetSocketAddress address() {
        return address;
    }

    /// Called once everything that was acknowledged before this node started has been applied here.
    public void ready() {
        ready = true;
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly(CLOSE_SECONDS,
                TimeUnit.SECONDS);
    }

    private Optional<State> known() {
        return ready ? Optional.of(state.get()) : Optional.empty();
    }

    private Bootstrap udp(Answers answers) {
        return new Bootstrap().group(loop)
                .channel(NioDatagramChannel.class)
                // A longer datagram is cut, and then malformed.
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_QUERY_BYTES))
                .handler(new DatagramQueries(query -> answers.answer(known(), query, Transport.UDP)));
    }

    private ServerBootstrap tcp(Answers answers) {
        var connections = new Connections(MAX_CONNECTIONS);
        return new ServerBootstrap().group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(16 * 1024, 64 * 1024))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(connections, new ReadTimeoutHandler(IDLE_SECONDS),
                                new LengthFieldBasedFrameDecoder(MAX_QUERY_BYTES + 2, 0, 2, 0, 2),
                                new LengthFieldPrepender(2),
                                new StreamQueries(query -> answers.answer(known(), query, Transport.TCP)));
                    }
                });
    }

    private static Channel bound(ChannelFuture bind, InetSocketAddress where) throws IOException {
        bind.awaitUninterruptibly();
        if (!bind.isSuccess()) {
            throw new IOException("cannot answer DNS on " + where.getAddress().getHostAddress() + " port "
                    + where.getPort() + ": " + bind.cause().getMessage(), bind.cause());
        }
        return bind.channel();
    }
}
