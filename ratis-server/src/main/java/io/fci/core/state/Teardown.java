package io.fci.core.state;

import java.util.List;
import java.util.stream.Collectors;

/// What a guard did when an incarnation of its node was over, in its own words, and how long each step took.
///
/// @param incarnation that was over
/// @param why it was, one clause
public record Teardown(long incarnation, String why, List<Step> steps) {
    /// More are not recorded: one that had to be repeated over and over is told by its beginning.
    static final int MAX_STEPS = 32;

    public record Step(String what, long micros) {
        @Override
        public String toString() {
            return what + " " + millis(micros);
        }
    }

    public Teardown {
        steps = List.copyOf(steps.subList(0, Math.min(MAX_STEPS, steps.size())));
    }

    public long micros() {
        return steps.stream().mapToLong(Step::micros).sum();
    }

    /// One clause: "noticed 0.3 ms, processes 1.2 ms".
    public String shown() {
        return steps.stream().map(Step::toString).collect(Collectors.joining(", "));
    }

    public static String millis(long micros) {
        return micros / 1_000 + "." + micros / 100 % 10 + " ms";
    }
}
