package io.fci.acceptance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What these tests ask of the machine. Where it is not to be had they are skipped and say so; FCI_REQUIRE_ROOT=1 makes that a failure, so
/// that a build that ought to run them cannot pass without.
public final class Root {
    private Root() {}

    public static void needed() {
        var missing = missing();
        if (!missing.isEmpty() && "1".equals(System.getenv("FCI_REQUIRE_ROOT"))) {
            throw new AssertionError("FCI_REQUIRE_ROOT is 1, but this " + missing);
        }
        assumeTrue(missing.isEmpty(), missing);
    }

    private static String missing() {
        try {
            if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
                return "needs root (machines made of namespaces)";
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var made = Shell.run(Map.of(), Duration.ofSeconds(10),
                List.of("unshare", "--net", "--mount", "--pid", "--fork", "true"));
        return made.code() == 0 ? "" : "needs namespaces: " + made.err().strip();
    }
}
