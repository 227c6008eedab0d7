package io.fci.guard.seal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;

/// The secret that all members of a cluster share, and the keys that come from it.
public final class ClusterKey {
    private static final int LEAST_BYTES = 32;
    private static final int KEY_BYTES = 32;
    /// A key file is one short line; whatever else was named by mistake is not read into memory.
    private static final int LONGEST_FILE = 4_096;
    private static final Set<PosixFilePermission> OTHERS = Set.of(PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final byte[] secret;

    private ClusterKey(byte[] secret) {
        this.secret = secret;
    }

    /// Refuses, in a sentence, a file that others could read or write, or that holds no key.
    public static ClusterKey read(Path file) throws KeyException {
        try {
            var permissions = Files.getPosixFilePermissions(file);
            if (permissions.stream().anyMatch(OTHERS::contains)) {
                throw new KeyException("the cluster key " + file + " can be read or changed by others than its owner;"
                        + " chmod 600 it, and make a new key if they should not have seen it");
            }
            if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_FILE) {
                throw new KeyException("the cluster key " + file + " is not a file of one line");
            }
            return parse(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new KeyException("the cluster key " + file + " cannot be read: " + e);
        }
    }

    /// One line, hexadecimal or base64.
    static ClusterKey parse(String text) throws KeyException {
        var line = text.strip();
        byte[] secret;
        try {
            secret = line.matches("([0-9a-fA-F]{2})+")
                    ? HexFormat.of().parseHex(line)
                    : Base64.getDecoder().decode(line);
        } catch (IllegalArgumentException e) {
            throw new KeyException("the cluster key is not one line of hexadecimal digits or base64"
                    + " (make one with: openssl rand -hex 32)");
        }
        if (secret.length < LEAST_BYTES) {
            throw new KeyException("the cluster key has " + secret.length + " bytes, and " + LEAST_BYTES
                    + " are the least (make one with: openssl rand -hex 32)");
        }
        return new ClusterKey(secret);
    }

    /// A key for one purpose, which `info` names, and for nothing else; another one for every `salt`.
    SecretKey derive(byte[] salt, byte[] info) {
        try {
            return KDF.getInstance("HKDF-SHA256").deriveKey("AES",
                    HKDFParameterSpec.ofExtract().addIKM(secret).addSalt(salt).thenExpand(info, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK lacks HKDF-SHA256", e);
        }
    }
}
