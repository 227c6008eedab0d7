package io.fci.raft;

import io.fci.codec.log.CodecException;
import io.fci.codec.log.StateCodec;
import io.fci.codec.log.StateCodec.Snapshot;
import io.fci.codec.log.StateDigest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/// A snapshot on disk: the encoded state with its place in the log, then the SHA-256 of that. Ratis checks its own MD5
/// only when a snapshot arrives from a peer, never when one is loaded; a flipped bit would otherwise become the truth.
final class SnapshotFile {
    private static final int DIGEST_BYTES = 32;

    private SnapshotFile() {}

    /// Writes nothing that could not be read again: the log before it is thrown away afterwards.
    static void write(Path file, Snapshot snapshot) throws IOException {
        var content = StateCodec.encode(snapshot);
        try {
            if (!Arrays.equals(content, StateCodec.encode(StateCodec.decodeSnapshot(content)))) {
                throw new IOException("snapshot " + file + " would not be read as it was written");
            }
        } catch (CodecException e) {
            throw new IOException("snapshot " + file + " could not be read again: " + e.getMessage(), e);
        }
        var bytes = Arrays.copyOf(content, content.length + DIGEST_BYTES);
        System.arraycopy(StateDigest.sha256(content), 0, bytes, content.length, DIGEST_BYTES);
        Durable.write(file, bytes);
    }

    /// @param term and index that the file's name promises
    static Snapshot read(Path file, long term, long index) throws IOException {
        var bytes = Files.readAllBytes(file);
        if (bytes.length < DIGEST_BYTES) {
            throw new IOException("snapshot " + file + " is cut off: it has " + bytes.length + " bytes");
        }
        var content = Arrays.copyOf(bytes, bytes.length - DIGEST_BYTES);
        var digest = Arrays.copyOfRange(bytes, content.length, bytes.length);
        if (!MessageDigest.isEqual(digest, StateDigest.sha256(content))) {
            throw new IOException("snapshot " + file + " is damaged: its SHA-256 does not match");
        }
        try {
            var snapshot = StateCodec.decodeSnapshot(content);
            if (snapshot.term() != term || snapshot.index() != index) {
                throw new IOException("snapshot " + file + " holds term " + snapshot.term() + " index "
                        + snapshot.index() + ", not what its name says");
            }
            return snapshot;
        } catch (CodecException e) {
            throw new IOException("snapshot " + file + " cannot be understood by this release: " + e.getMessage(), e);
        }
    }
}
