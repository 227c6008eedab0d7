package io.fci.core.state;

import io.fci.core.state.ResourceSpec.AnyOf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// The dependency graph of one group: an AND of ORs per resource. A resource starts when each clause has an online
/// member, and must stop before the last online member of a clause does.
public final class Dependencies {
    private final SortedMap<ResourceName, List<AnyOf>> clauses = new TreeMap<>();

    private Dependencies(List<ResourceSpec> resources) {
        for (var resource : resources) {
            clauses.put(resource.name(), resource.dependsOn());
        }
    }

    /// @param resources with unique names whose dependencies exist
    public static Dependencies of(List<ResourceSpec> resources) {
        return new Dependencies(resources);
    }

    /// Whether the resource may run, given what is online.
    public boolean satisfied(ResourceName resource, Predicate<ResourceName> online) {
        return clauses.getOrDefault(resource, List.of())
                .stream()
                .allMatch(clause -> clause.members().stream().anyMatch(online));
    }

    /// Resources that name this one in a clause.
    public SortedSet<ResourceName> directDependents(ResourceName provider) {
        var dependents = new TreeSet<ResourceName>();
        clauses.forEach((name, of) -> {
            if (of.stream().anyMatch(clause -> clause.members().contains(provider))) {
                dependents.add(name);
            }
        });
        return dependents;
    }

    /// Everything the resource names, directly or through others.
    public SortedSet<ResourceName> providers(ResourceName resource) {
        var found = new TreeSet<ResourceName>();
        collect(resource, found);
        return found;
    }

    private void collect(ResourceName resource, SortedSet<ResourceName> found) {
        for (var clause : clauses.getOrDefault(resource, List.of())) {
            for (var member : clause.members()) {
                if (found.add(member)) {
                    collect(member, found);
                }
            }
        }
    }

    /// A resource that no resource depends on: the state of the group is the state of these.
    public boolean isTopLevel(ResourceName resource) {
        return directDependents(resource).isEmpty();
    }

    /// Providers before dependents; among equals by name.
    public List<ResourceName> startOrder() {
        var order = new ArrayList<ResourceName>();
        var remaining = new TreeSet<>(clauses.keySet());
        while (!remaining.isEmpty()) {
            var ready = remaining.stream()
                    .filter(name -> clauses.get(name)
                            .stream()
                            .flatMap(clause -> clause.members().stream())
                            .noneMatch(remaining::contains))
                    .toList();
            if (ready.isEmpty()) {
                throw new IllegalStateException("dependency cycle among " + remaining);
            }
            order.addAll(ready);
            ready.forEach(remaining::remove);
        }
        return order;
    }

    /// A cycle as a path that ends where it began; empty: there is none.
    public Optional<List<ResourceName>> cycle() {
        var done = new TreeSet<ResourceName>();
        for (var start : clauses.keySet()) {
            var cycle = cycleFrom(start, new ArrayList<>(), done);
            if (cycle.isPresent()) {
                return cycle;
            }
        }
        return Optional.empty();
    }

    private Optional<List<ResourceName>> cycleFrom(ResourceName at, List<ResourceName> path,
            SortedSet<ResourceName> done) {
        int seen = path.indexOf(at);
        if (seen >= 0) {
            var cycle = new ArrayList<>(path.subList(seen, path.size()));
            cycle.add(at);
            return Optional.of(cycle);
        }
        if (done.contains(at)) {
            return Optional.empty();
        }
        path.add(at);
        for (var clause : clauses.getOrDefault(at, List.of())) {
            for (var member : clause.members()) {
                var cycle = cycleFrom(member, path, done);
                if (cycle.isPresent()) {
                    return cycle;
                }
            }
        }
        path.removeLast();
        done.add(at);
        return Optional.empty();
    }
}
