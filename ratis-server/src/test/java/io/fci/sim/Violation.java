package io.fci.sim;

/// Something happened in a run that must never happen.
final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String what) {
        super(what);
    }
}
