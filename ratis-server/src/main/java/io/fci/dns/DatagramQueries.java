package io.fci.dns;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// UDP in, UDP out. On the DNS thread only.
final class DatagramQueries extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final Logger LOG = LoggerFactory.getLogger(DatagramQueries.class);

    private final Function<byte[], Optional<byte[]>> answers;

    DatagramQueries(Function<byte[], Optional<byte[]>> answers) {
        this.answers = answers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        if (packet.sender().getPort() == 0 || !context.channel().isWritable()) {
            // Nobody to answer, or more answers wait than the network takes: a lost datagram is asked again.
            return;
        }
        answers.apply(ByteBufUtil.getBytes(packet.content())).ifPresent(answer -> context
                .write(new DatagramPacket(Unpooled.wrappedBuffer(answer), packet.sender()))
                .addListener(sent -> {
                    if (!sent.isSuccess()) {
                        LOG.debug("DNS answer to {} not sent", packet.sender(), sent.cause());
                    }
                }));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.warn("a DNS query got no answer", cause);
    }
}
