package io.fci.client;

import java.util.List;

/// The request can never be done as it is.
public final class InvalidException extends FciException {
    private static final long serialVersionUID = 1L;

    private final transient List<Violation> violations;

    InvalidException(Failure failure) {
        super(failure);
        this.violations = failure.violations();
    }

    /// What is wrong where; empty when it is about no single field, and after deserialisation.
    public List<Violation> violations() {
        return violations == null ? List.of() : violations;
    }

    /// @param field path in the request: "group.spec.resources[0].ip_address.address"
    /// @param description one sentence
    public record Violation(String field, String description) {}
}
