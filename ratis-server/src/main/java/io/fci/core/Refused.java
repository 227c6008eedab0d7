package io.fci.core;

/// Leaves a rule early with a refusal. Caught in [Cluster], never seen outside the core: there a refusal is a value.
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    Refused(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    static Refused because(Refusal.Reason reason, String message, String... facts) {
        return new Refused(Refusal.of(reason, message, facts));
    }

    Refusal refusal() {
        return refusal;
    }
}
