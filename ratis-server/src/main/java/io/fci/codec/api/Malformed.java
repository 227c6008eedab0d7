package io.fci.codec.api;

import io.fci.core.log.Refusal;

/// A request that can never be done as it is. Thrown while reading it, at the first field that is wrong, and answered by
/// whoever reads requests.
public final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final transient Refusal refusal;

    private Malformed(String field, Refusal refusal) {
        // It is an answer, not an accident: nobody looks at where it was made.
        super(refusal.message(), null, false, false);
        this.field = field;
        this.refusal = refusal;
    }

    /// @param field path in the request: "group.spec.resources[0].process.command"
    /// @param sentence the thing, the value and the way out
    static Malformed field(String field, String sentence) {
        return new Malformed(field, Refusal.of(Refusal.Reason.INVALID_FIELD, sentence, "field", field));
    }

    static Malformed because(Refusal.Reason reason, String field, String sentence, String... facts) {
        return new Malformed(field, Refusal.of(reason, sentence, facts));
    }

    public String field() {
        return field;
    }

    public Refusal refusal() {
        return refusal;
    }
}
