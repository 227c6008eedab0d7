package io.fci.raft.forward;

import io.fci.config.NodeConfig;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// How this node shows itself to its peers: with its own certificate, and believing the cluster's CA only.
public final class PeerTls {
    private PeerTls() {}

    /// Reads the files anew, so that a new connection uses a renewed certificate; empty: plain text.
    ///
    /// @throws IllegalStateException when the files cannot be used
    public static Optional<SslContext> of(NodeConfig config) {
        return config.tls().map(tls -> {
            try {
                return GrpcSslContexts.forClient()
                        .trustManager(tls.ca().toFile())
                        .keyManager(tls.certificate().toFile(), tls.key().toFile())
                        .protocols("TLSv1.3")
                        .build();
            } catch (SSLException e) {
                throw new IllegalStateException("the TLS files of this node cannot be used: " + e.getMessage(), e);
            }
        });
    }
}
