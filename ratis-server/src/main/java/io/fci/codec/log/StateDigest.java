package io.fci.codec.log;

import io.fci.core.state.State;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// SHA-256 of the encoded state: equal on two replicas exactly when their states are.
public record StateDigest(String hex) {
    public static StateDigest of(State state) {
        return new StateDigest(HexFormat.of().formatHex(sha256(StateCodec.encode(state))));
    }

    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return hex;
    }
}
