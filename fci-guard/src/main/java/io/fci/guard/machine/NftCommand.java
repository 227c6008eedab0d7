package io.fci.guard.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Loads rules with the `nft` tool. Costs milliseconds and a process, so it is for the start and for repairs only.
record NftCommand(Path program) {
    private static final int PATIENCE_SECONDS = 5;
    private static final int WORDS = 300;

    static Optional<NftCommand> find() {
        return Stream.of("/usr/sbin/nft", "/sbin/nft", "/usr/local/sbin/nft", "/usr/bin/nft").map(Path::of)
                .filter(Files::isExecutable).findFirst().map(NftCommand::new);
    }

    /// All of `script`, or none of it and an exception with what `nft` said.
    void load(String script) throws IOException {
        var process = new ProcessBuilder(program.toString(), "-f", "-").redirectErrorStream(true).start();
        try {
            // Both are far smaller than a pipe, and what comes after is not read: neither side waits for the other.
            try (var to = process.getOutputStream()) {
                to.write(script.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(program + " did not end within " + PATIENCE_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new IOException(program + ": " + new String(process.getInputStream().readNBytes(WORDS),
                        StandardCharsets.UTF_8).strip().replaceAll("\\s+", " "));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + program + " ran", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
