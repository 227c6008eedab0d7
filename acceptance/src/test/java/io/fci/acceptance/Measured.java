package io.fci.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/// Figures, one line each, with the load of the machine beside them: a figure from a busy machine is an upper bound.
public final class Measured {
    private Measured() {}

    public static void millis(String what, double value) {
        value(what, String.format(Locale.ROOT, "%.1f ms", value));
    }

    public static void value(String what, String value) {
        System.out.println("MEASURED " + what + ": " + value + " (load " + load() + ")");
    }

    /// A promise of time holds on a machine that has the time: with more than two runnable processes to a processor it is given threefold.
    public static Duration limit(Duration promised) {
        boolean busy = Double.parseDouble(load()) > 2.0 * Runtime.getRuntime().availableProcessors();
        return busy ? promised.multipliedBy(3) : promised;
    }

    private static String load() {
        try {
            return Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
