package io.fci.cli;

import com.google.protobuf.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Why and for how long, of maintenance and locks.
final class HoldTerms {
    @Option(names = {"-c",
            "--comment"}, paramLabel = "TEXT", defaultValue = "", description = "Why; shown wherever it is.")
    private String reason;

    @Option(names = "--for", paramLabel = "TIME", description = "It ends by itself after this long (30m, 2h). Default: never.")
    private String length;

    @Option(names = "--dry-run", description = "Check, and change nothing.")
    private boolean dryRun;

    @Option(names = "--request-id", paramLabel = "UUID", defaultValue = "", description = "Of an earlier call that got no answer: it is done once.")
    private String requestId;

    String reason() {
        return reason;
    }

    boolean dryRun() {
        return dryRun;
    }

    String requestId() {
        return requestId;
    }

    Optional<Duration> duration() {
        return Optional.ofNullable(length).map(Durations::parse).map(d -> Duration.newBuilder()
                .setSeconds(d.toSeconds()).setNanos(d.toNanosPart()).build());
    }

    /// How it ends, to follow what it is.
    String until(String command) {
        return length == null ? ", until " + command + "." : " for " + length + ", or until " + command + ".";
    }

    /// "orders" or "orders/app".
    static String full(String name) {
        int slash = name.indexOf('/');
        return slash < 0
                ? "groups/" + name
                : "groups/" + name.substring(0, slash) + "/resources/" + name.substring(slash + 1);
    }
}
