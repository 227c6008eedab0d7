package io.fci.core.rules;

import io.fci.core.log.Refusal;

/// Leaves a rule early with a refusal. Caught in [Cluster], never seen outside the core: there a refusal is a value.
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    Refused(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    public static Refused because(Refusal.Reason reason, String message, String... facts) {
        return new Refused(Refusal.of(reason, message, facts));
    }

    public Refusal refusal() {
        return refusal;
    }
}
