package io.fci.guard.seal;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/// One life of a guard process on the lease plane: 16 random bytes.
record Life(long high, long low) {
    static final int BYTES = 16;

    static Life random(SecureRandom random) {
        return new Life(random.nextLong(), random.nextLong());
    }

    /// Whether this life is written there. For every datagram, so nothing is allocated.
    boolean at(ByteBuffer bytes, int index) {
        return bytes.getLong(index) == high && bytes.getLong(index + 8) == low;
    }

    static Life read(ByteBuffer bytes, int index) {
        return new Life(bytes.getLong(index), bytes.getLong(index + 8));
    }

    void write(ByteBuffer bytes, int index) {
        bytes.putLong(index, high).putLong(index + 8, low);
    }
}
