package io.fci.cli;

import io.fci.client.FciClient;
import io.fci.client.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import picocli.CommandLine.Option;

/// How the cluster is reached: options of every command that does, with the environment behind them.
final class Connection {
    @Option(names = {"-e",
            "--endpoint"}, paramLabel = "HOST:PORT", split = ",", defaultValue = "${env:FCI_ENDPOINTS:-127.0.0.1:7400}", description = "Nodes to ask, the preferred one first. Default: $FCI_ENDPOINTS, else 127.0.0.1:7400.")
    private String[] endpoints;

    @Option(names = "--tls-ca", paramLabel = "FILE", description = "Certificates of the authority of the nodes. Default of all three: ca.pem, client.pem and client.key in $$FCI_TLS_DIR.")
    private Path ca;

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Own certificate.")
    private Path certificate;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Its key, PKCS#8.")
    private Path key;

    @Option(names = "--tls-dir", paramLabel = "DIR", hidden = true, defaultValue = "${env:FCI_TLS_DIR}")
    private Path directory;

    FciClient open() {
        return open(Duration.ofSeconds(10));
    }

    /// @param budget of one call with its retries
    FciClient open(Duration budget) {
        var builder = FciClient.builder()
                .endpoints(Arrays.stream(endpoints).map(String::strip).filter(e -> !e.isEmpty()).toArray(String[]::new))
                .budget(budget);
        if (ca != null || certificate != null || key != null) {
            if (ca == null || certificate == null || key == null) {
                throw new IllegalArgumentException("give --tls-ca, --tls-cert and --tls-key together");
            }
            return builder.tls(ca, certificate, key).build();
        }
        if (directory != null && !directory.toString().isEmpty()) {
            return builder.tls(Tls.fromDirectory(directory)).build();
        }
        return builder.plaintext().build();
    }
}
