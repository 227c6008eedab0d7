package io.fci.hands;

import io.fci.guard.wire.Frames;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// The writing half of one connection to the guard: a bounded queue and the one thread that writes.
///
/// Callers never write themselves: a thread that is interrupted while it writes closes the channel, and the guard would
/// end everything of this node because one agent ran into its deadline.
final class Outgoing {
    private static final int WAITING = 1_024;
    private static final byte[] END = {};

    private final SocketChannel channel;
    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(WAITING);
    private volatile boolean ended;

    Outgoing(SocketChannel channel) {
        this.channel = channel;
        Thread.ofPlatform().daemon().name("guard writer").start(this::write);
    }

    /// False when the connection has ended or the guard does not keep up; then nothing is sent.
    boolean offer(byte[] message) {
        return !ended && queue.offer(message);
    }

    /// Ends the connection; its reader notices.
    void end() {
        ended = true;
        queue.clear();
        queue.offer(END);
        try {
            channel.close();
        } catch (IOException e) {
            // The reader meets the same end and reports it.
            return;
        }
    }

    private void write() {
        try {
            for (byte[] next = queue.take(); next != END; next = queue.take()) {
                Frames.write(channel, next);
            }
        } catch (IOException e) {
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end();
        }
    }
}
