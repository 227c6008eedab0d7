package io.fci.dns;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/// Counts the open TCP connections and closes every new one beyond the limit: idle clients must not use up the process's
/// file descriptors. On the DNS thread only.
@Sharable
final class Connections extends ChannelInboundHandlerAdapter {
    private final int max;
    private int open;

    Connections(int max) {
        this.max = max;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        open++;
        if (open > max) {
            context.close();
        } else {
            context.fireChannelActive();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        open--;
        context.fireChannelInactive();
    }
}
