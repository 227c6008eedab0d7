package io.fci.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/// What a test expects of a search. With `-Dexplore.print=true` every result is printed, with the steps of each
/// counter-example.
final class Explored {
    private static final int MOST = 50_000_000;

    private Explored() {}

    static void exhausts(String name, Scope scope) {
        var found = Search.in(scope, Invariant.promised(scope), MOST);
        print(name, found);
        assertThat(found.counterExample()).as("%s: %s", name, found).isEmpty();
        assertThat(found.exhausted()).as("%s: %s", name, found).isTrue();
    }

    /// Not just any broken invariant: two machines that run the group.
    static Search.CounterExample findsTwoOwners(Rule missing) {
        var found = Search.in(Scopes.of(missing).without(missing), List.of(Invariant.ONE_RUNS), MOST);
        print("without " + missing, found);
        assertThat(found.counterExample()).as("without %s: %s", missing, found).isPresent();
        return found.counterExample().orElseThrow();
    }

    static void print(String name, Search.Found found) {
        if (Boolean.getBoolean("explore.print")) {
            System.out.println(name + ": " + found);
        }
    }
}
