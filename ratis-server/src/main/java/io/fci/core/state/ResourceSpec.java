package io.fci.core.state;

import java.util.List;

/// A resource as configured.
public record ResourceSpec(ResourceName name, List<AnyOf> dependsOn, ResourcePolicy policy, ResourceKind kind) {
    public ResourceSpec {
        dependsOn = List.copyOf(dependsOn);
    }

    /// One clause of a dependency expression: at least one of these is online. All clauses of a resource must hold
    /// (an AND of ORs; WSFC's dependency expressions in conjunctive form).
    public record AnyOf(List<ResourceName> members) {
        public AnyOf {
            members = List.copyOf(members);
        }
    }
}
