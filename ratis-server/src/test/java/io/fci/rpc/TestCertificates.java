package io.fci.rpc;

import io.fci.config.NodeConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// An authority and certificates made with the JDK's keytool, as PEM files in a directory.
final class TestCertificates {
    private static final String PASSWORD = "secret";

    private final Path directory;
    private final String authority;

    TestCertificates(Path directory, String authority) throws IOException, InterruptedException {
        this.directory = directory;
        this.authority = authority;
        keytool("-genkeypair", "-alias", authority, "-dname", "CN=" + authority, "-keyalg", "EC", "-ext", "bc:c",
                "-keystore", store(authority));
        keytool("-exportcert", "-rfc", "-alias", authority, "-keystore", store(authority), "-file",
                file("pem", authority));
    }

    /// Signed by the authority, for 127.0.0.1.
    NodeConfig.Tls issue(String name) throws IOException, InterruptedException, GeneralSecurityException {
        keytool("-genkeypair", "-alias", name, "-dname", "CN=" + name, "-keyalg", "EC", "-keystore", store(name));
        keytool("-certreq", "-alias", name, "-keystore", store(name), "-file", file("csr", name));
        keytool("-gencert", "-rfc", "-alias", authority, "-keystore", store(authority), "-infile", file("csr", name),
                "-outfile", file("pem", name), "-ext", "san=ip:127.0.0.1");
        var keys = KeyStore.getInstance(Path.of(store(name)).toFile(), PASSWORD.toCharArray());
        var key = keys.getKey(name, PASSWORD.toCharArray());
        Files.writeString(Path.of(file("key", name)), "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n");
        return new NodeConfig.Tls(Path.of(file("pem", authority)), Path.of(file("pem", name)),
                Path.of(file("key", name)));
    }

    private String store(String name) {
        return file("p12", name);
    }

    private String file(String kind, String name) {
        return directory.resolve(name + "." + kind).toString();
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD, "-noprompt"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }
}
