package io.fci.dns;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.ReadTimeoutException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One TCP connection, one frame a query. Reads on only while the client takes its answers. On the DNS thread only.
final class StreamQueries extends SimpleChannelInboundHandler<ByteBuf> {
    private static final Logger LOG = LoggerFactory.getLogger(StreamQueries.class);

    private final Function<byte[], Optional<byte[]>> answers;

    StreamQueries(Function<byte[], Optional<byte[]>> answers) {
        this.answers = answers;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        var answer = answers.apply(ByteBufUtil.getBytes(frame));
        if (answer.isEmpty()) {
            context.close();
        } else {
            context.writeAndFlush(Unpooled.wrappedBuffer(answer.get()));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        switch (cause) {
            // Idle, gone, or not speaking DNS: the client's affair.
            case ReadTimeoutException timeout -> LOG.debug("idle DNS connection closed");
            case IOException gone -> LOG.debug("DNS connection lost", gone);
            case DecoderException frame -> LOG.debug("DNS connection with a frame too long closed", frame);
            default -> LOG.warn("a DNS query got no answer", cause);
        }
        context.close();
    }
}
