package io.fci.core.view;

import io.fci.core.state.NodeName;
import java.util.List;
import java.util.Optional;

/// A node as a place for a group: everything that speaks against it, and what else there is to say.
public record Verdict(NodeName node, List<Finding> findings) {
    public Verdict {
        findings = List.copyOf(findings);
    }

    public boolean eligible() {
        return findings.stream().noneMatch(Finding::blocks);
    }

    /// Whether it is only taken when there is no other.
    boolean lastResort() {
        return findings.stream().anyMatch(f -> f.rule() == Finding.Rule.BESIDE);
    }

    /// The first reason why it may not run there, in words; empty: it may.
    public Optional<String> obstacle() {
        return findings.stream().filter(Finding::blocks).map(Finding::words).findFirst();
    }
}
