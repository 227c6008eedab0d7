package io.fci.fence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// One run of an agent: its input, its end, and the end of everything it started. Blocks the calling thread, never longer
/// than it is told to plus a second.
final class AgentProcess {
    /// More than any agent's metadata.
    static final int MOST_OUTPUT = 1 << 20;

    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /// Nothing of the daemon's own: agents are other people's programs.
    private static final Map<String, String> ENVIRONMENT = Map.of("PATH",
            "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG", "C.UTF-8", "HOME", "/");

    private AgentProcess() {}

    /// @param status exit status
    /// @param output standard output, its end if it was long
    /// @param cut whether it was
    /// @param errors standard error, its end if it was long
    record Ended(int status, String output, boolean cut, String errors) {}

    static Ended run(Path program, String input, Duration timeout) throws AgentFailed, InterruptedException {
        // A session of its own, so that what the agent starts can be ended with it.
        var builder = new ProcessBuilder(List.of("/usr/bin/setsid", program.toString()));
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        builder.directory(Path.of("/").toFile());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AgentFailed("the agent " + program + " cannot be started: " + e.getMessage(), e);
        }
        try {
            return watch(process, program, input, timeout);
        } finally {
            end(process);
        }
    }

    private static Ended watch(Process process, Path program, String input, Duration timeout)
            throws AgentFailed, InterruptedException {
        var output = new Tail(process.getInputStream(), MOST_OUTPUT);
        var errors = new Tail(process.getErrorStream(), MOST_OUTPUT);
        var readers = List.of(Thread.ofVirtual().start(output), Thread.ofVirtual().start(errors),
                Thread.ofVirtual().start(() -> give(process, input)));
        if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AgentFailed("the agent " + program.getFileName() + " did not end within " + timeout.toSeconds()
                    + " s" + lastWords(errors.text(), output.text()));
        }
        for (var reader : readers) {
            // A child that it left behind may hold the pipes open; it is ended right after.
            reader.join(LAST_WORDS);
        }
        return new Ended(process.exitValue(), output.text(), output.cut(), errors.text());
    }

    private static void give(Process process, String input) {
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // An agent that ended without reading all of it says why by its exit status.
            return;
        }
    }

    /// The last line that says something.
    static String lastWords(String... texts) {
        for (var text : texts) {
            var lines = text.strip().lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
            if (!lines.isEmpty()) {
                var line = lines.getLast().replaceAll("\\p{Cntrl}", " ");
                return ": " + (line.length() > 200 ? line.substring(0, 200) + "..." : line);
            }
        }
        return "";
    }

    /// The whole group: also what the agent started and did not wait for.
    private static void end(Process process) throws InterruptedException {
        try {
            var kill = new ProcessBuilder("/bin/sh", "-c", "kill -KILL \"-$0\"", Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            kill.waitFor(1, TimeUnit.SECONDS);
        } catch (IOException e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        }
        process.destroyForcibly();
    }
}
