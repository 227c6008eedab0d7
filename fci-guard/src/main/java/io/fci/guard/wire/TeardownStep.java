package io.fci.guard.wire;

/// One step of a teardown and how long it took.
public record TeardownStep(String what, long micros) {
    @Override
    public String toString() {
        return "%s %d.%03d ms".formatted(what, micros / 1000, micros % 1000);
    }
}
