package io.fci.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs a command to its end, with a limit on its time. Output goes through files: a daemon that inherits a pipe would keep it open.
public final class Shell {
    private Shell() {}

    /// How a command ended.
    public record Ran(List<String> command, int code, String out, String err, Duration took) {
        /// For commands whose failure ends the test.
        public Ran orFail() {
            if (code != 0) {
                throw new AssertionError("exit code " + code + " of " + command + "\n" + out + err);
            }
            return this;
        }
    }

    public static Ran run(Map<String, String> environment, Duration limit, List<String> command) {
        try {
            var out = Files.createTempFile("fci-acceptance", ".out");
            var err = Files.createTempFile("fci-acceptance", ".err");
            try {
                return run(environment, limit, command, out, err);
            } finally {
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command, e);
        }
    }

    private static Ran run(Map<String, String> environment, Duration limit, List<String> command, Path out, Path err)
            throws IOException {
        var builder = new ProcessBuilder(command).redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        long begin = System.nanoTime();
        var process = builder.start();
        if (!ended(process, limit)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new AssertionError("no end of " + command + " after " + limit + "\n" + text(out) + text(err));
        }
        return new Ran(command, process.exitValue(), text(out), text(err), Duration.ofNanos(System.nanoTime() - begin));
    }

    public static boolean ended(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IllegalStateException("interrupted while a command ran", e);
        }
    }

    /// Whatever bytes there are: a broken character in some output must not hide the rest of it.
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
