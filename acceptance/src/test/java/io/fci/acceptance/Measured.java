package io.fci.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Figures, one line each, with the load of the machine beside them: a figure from a busy machine is an upper bound.
final class Measured {
    private Measured() {}

    static void millis(String what, double value) {
        value(what, String.format(Locale.ROOT, "%.1f ms", value));
    }

    static void value(String what, String value) {
        System.out.println("MEASURED " + what + ": " + value + " (load " + load() + ")");
    }

    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
