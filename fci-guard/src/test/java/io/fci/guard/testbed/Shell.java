package io.fci.guard.testbed;

import java.io.IOException;
import java.util.List;

/// Commands of the test bed, never of the product.
public final class Shell {
    private Shell() {}

    public static String run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    /// Without a complaint when it fails, for taking down what may not be there.
    public static void tryRun(String... command) throws InterruptedException {
        try {
            run(command);
        } catch (IOException e) {
            return;
        }
    }

    public static List<String> words(String line) {
        return List.of(line.split(" "));
    }
}
