package io.fci.guard.seal;

import java.nio.ByteBuffer;

/// What a sealed datagram says in clear, and vouches for: magic, version, kind, the sender's life, the receiver's life (none
/// in a greeting, which is for whoever lives there), and the nonce (of a message: zeros and the sequence number).
final class Header {
    enum Kind {
        /// The sender's life, and a wish to know the receiver's.
        HELLO,
        /// The sender's life, for somebody who said HELLO.
        HELLO_TOO,
        /// Between two lives that know each other. Empty: that is all it says.
        MESSAGE
    }

    private static final int MAGIC = 0x46434953; // "FCIS"
    private static final int VERSION = 1;
    private static final int SENDER = 6;
    private static final int RECEIVER = SENDER + Life.BYTES;
    static final int NONCE = RECEIVER + Life.BYTES;
    static final int BYTES = NONCE + Aead.NONCE_BYTES;
    private static final int NUMBER = NONCE + Aead.NONCE_BYTES - Long.BYTES;

    private Header() {}

    static void put(ByteBuffer out, Kind kind, Life sender, Life receiver) {
        out.putInt(0, MAGIC).put(4, (byte) VERSION).put(5, (byte) kind.ordinal());
        sender.write(out, SENDER);
        receiver.write(out, RECEIVER);
    }

    static void number(ByteBuffer out, long number) {
        out.putInt(NONCE, 0).putLong(NUMBER, number);
    }

    /// Whether this is a whole header of ours with room for a tag behind it.
    static boolean is(ByteBuffer datagram) {
        return datagram.limit() >= BYTES + Aead.TAG_BYTES && datagram.getInt(0) == MAGIC && datagram.get(4) == VERSION
                && datagram.get(5) >= 0 && datagram.get(5) < Kind.values().length;
    }

    static Kind kind(ByteBuffer datagram) {
        return Kind.values()[datagram.get(5)];
    }

    static boolean from(ByteBuffer datagram, Life sender) {
        return sender.at(datagram, SENDER);
    }

    static boolean to(ByteBuffer datagram, Life receiver) {
        return receiver.at(datagram, RECEIVER);
    }

    static Life sender(ByteBuffer datagram) {
        return Life.read(datagram, SENDER);
    }

    static long number(ByteBuffer datagram) {
        return datagram.getLong(NUMBER);
    }
}
