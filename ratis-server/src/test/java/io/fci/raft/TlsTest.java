package io.fci.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.config.NodeConfig;
import io.fci.core.Cluster;
import io.fci.core.log.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path data;

    /// Over the Raft ports and over the forwarding stream alike.
    @Test
    void aClusterWithMutualTlsDecides() throws Exception {
        try (var lab = new Lab(data, 20_000, Cluster::apply, Optional.of(certificate()))) {
            lab.startAll();
            for (var name : Lab.NAMES) {
                assertThat(Asking.untilAnswered(() -> lab.node(name), Asking.create("on-" + name)))
                        .isInstanceOf(Outcome.Accepted.class);
            }
            assertThat(lab.fatal).isEmpty();
        }
    }

    /// One certificate that is its own authority, for all three addresses.
    private NodeConfig.Tls certificate() throws Exception {
        var store = data.resolve("store.p12");
        keytool("-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-alias", "node", "-dname", "CN=lab", "-ext",
                "san=ip:127.0.1.1,ip:127.0.1.2,ip:127.0.1.3", "-ext", "bc=ca:true", "-validity", "2", "-storetype",
                "PKCS12", "-storepass", new String(PASSWORD), "-keystore", store.toString());
        var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
        var certificate = pem("CERTIFICATE", keys.getCertificate("node").getEncoded());
        return new NodeConfig.Tls(certificate, certificate,
                pem("PRIVATE KEY", keys.getKey("node", PASSWORD).getEncoded()));
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    private Path pem(String kind, byte[] content) throws IOException {
        return Files.writeString(data.resolve(kind.replace(' ', '-') + ".pem"), "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes()).encodeToString(content) + "\n-----END " + kind
                + "-----\n");
    }
}
