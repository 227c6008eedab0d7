package io.fci.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A small program that watches something until its input is closed, and then says what it saw. Reads nothing before the end but the first
/// line, so what it prints must fit into the pipe: it is told in tens of kilobytes at most.
public final class Tool implements AutoCloseable {
    private static final Duration TO_END = Duration.ofSeconds(20);

    private final Process process;
    private final BufferedReader out;

    private Tool(Process process) {
        this.process = process;
        this.out = new BufferedReader(new java.io.InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public static Tool start(List<String> command) {
        try {
            var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
            return new Tool(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /// The next line, which must come.
    public String line() {
        try {
            var line = out.readLine();
            if (line == null) {
                throw new AssertionError("a tool ended before it said anything");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends it and returns what it printed since.
    public List<String> end() {
        try {
            process.getOutputStream().close();
            var lines = new ArrayList<String>();
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
            }
            if (!Shell.ended(process, TO_END) || process.exitValue() != 0) {
                throw new AssertionError("a tool failed: " + lines);
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static String python() {
        // Not the first python3 of the path, which may be one that only its owner can run.
        return "/usr/bin/python3";
    }
}
