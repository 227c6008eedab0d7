package io.fci.guard.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/// A message on the stream socket: its length in four bytes, then the bytes.
public final class Frames {
    /// Both ends come from one release; anything else is a mistake of installation, said at once.
    public static final int VERSION = 2;

    /// No message is larger: command line and environment of one process fit many times over.
    public static final int LIMIT = 256 * 1024;

    private Frames() {}

    /// Writes `message` whole; the channel must be in blocking mode.
    public static void write(WritableByteChannel channel, byte[] message) throws IOException {
        write(channel, framed(message));
    }

    /// The message with its length, for one that is sent again and again.
    public static ByteBuffer framed(byte[] message) {
        return ByteBuffer.allocate(4 + message.length).putInt(message.length).put(message).flip();
    }

    /// Writes what is left of `frame` whole.
    public static void write(WritableByteChannel channel, ByteBuffer frame) throws IOException {
        while (frame.hasRemaining()) {
            channel.write(frame);
        }
    }

    /// Blocks until a whole message is there. Throws [EOFException] when the other end closed.
    public static ByteBuffer read(ReadableByteChannel channel) throws IOException, WireException {
        int length = fill(channel, ByteBuffer.allocate(4)).getInt();
        if (length < 1 || length > LIMIT) {
            throw new WireException("a message of " + length + " bytes; the limit is " + LIMIT);
        }
        return fill(channel, ByteBuffer.allocate(length));
    }

    private static ByteBuffer fill(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException("closed by the other end");
            }
        }
        return buffer.flip();
    }
}
