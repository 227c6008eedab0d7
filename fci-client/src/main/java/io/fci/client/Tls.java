package io.fci.client;

import java.nio.file.Path;

/// PEM files for mutual TLS.
///
/// @param ca certificates of the authority that signed the nodes' certificates
/// @param certificate the caller's own, whose subject the cluster records as who asked
/// @param key of `certificate`, PKCS#8, not encrypted
public record Tls(Path ca, Path certificate, Path key) {
    /// The files `ca.pem`, `client.pem` and `client.key` of a directory.
    public static Tls fromDirectory(Path directory) {
        return new Tls(directory.resolve("ca.pem"), directory.resolve("client.pem"), directory.resolve("client.key"));
    }
}
