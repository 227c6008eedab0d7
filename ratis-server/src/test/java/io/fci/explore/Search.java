package io.fci.explore;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Visits every world that can be reached, nearest first, so that a counter-example is as short as can be.
final class Search {
    /// @param exhausted nothing was left to visit
    record Found(long states, int depth, long millis, boolean exhausted, Optional<CounterExample> counterExample) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,d states, depth %d, %.1f s: %s", states, depth, millis / 1_000.0,
                    counterExample.map(CounterExample::toString)
                            .orElse(exhausted ? "exhausted, no error" : "not exhausted, no error so far"));
        }
    }

    record CounterExample(String broken, List<String> sentences) {
        @Override
        public String toString() {
            var text = new StringBuilder(broken + " after " + sentences.size() + " steps:");
            for (int i = 0; i < sentences.size(); i++) {
                text.append(String.format("%n%4d. %s", i + 1, sentences.get(i)));
            }
            return text.toString();
        }
    }

    private final Steps steps;
    private final World beginning;
    private final Collection<Invariant> invariants;
    private final int most;
    private final Fingerprints seen = new Fingerprints();
    private int[] parents = new int[1 << 16];
    private final ArrayDeque<World> frontier = new ArrayDeque<>();

    private Search(Scope scope, Collection<Invariant> invariants, int most) {
        this.steps = new Steps(scope);
        this.beginning = steps.beginning();
        this.invariants = invariants;
        this.most = most;
    }

    /// Gives up after `most` states.
    static Found in(Scope scope, Collection<Invariant> invariants, int most) {
        return new Search(scope, invariants, most).run();
    }

    private Found run() {
        long start = System.nanoTime();
        visit(beginning, -1);
        int depth = 0;
        int endOfDepth = seen.size();
        Optional<String> broken = Optional.empty();
        for (int i = 0; !frontier.isEmpty() && broken.isEmpty() && seen.size() < most; i++) {
            if (i == endOfDepth) {
                depth++;
                endOfDepth = seen.size();
            }
            int parent = i;
            int known = seen.size();
            var fresh = new ArrayList<World>();
            steps.from(frontier.remove(), step -> {
                if (visit(step.next(), parent)) {
                    fresh.add(step.next());
                }
            });
            for (int j = 0; j < fresh.size() && broken.isEmpty(); j++) {
                broken = broken(fresh.get(j));
                if (broken.isPresent()) {
                    known += j;
                }
            }
            if (broken.isPresent()) {
                var example = new CounterExample(broken.get(), sentences(known));
                return new Found(seen.size(), depth + 1, millis(start), false, Optional.of(example));
            }
        }
        return new Found(seen.size(), depth, millis(start), frontier.isEmpty(), Optional.empty());
    }

    private Optional<String> broken(World w) {
        return invariants.stream().flatMap(invariant -> invariant.broken(w).stream()).findFirst();
    }

    private boolean visit(World w, int parent) {
        int index = seen.size();
        if (!seen.add(w.fingerprint())) {
            return false;
        }
        if (index == parents.length) {
            parents = Arrays.copyOf(parents, 2 * parents.length);
        }
        parents[index] = parent;
        frontier.add(w);
        return true;
    }

    /// Walks the way again: of each world only the fingerprint and where it came from was kept.
    private List<String> sentences(int last) {
        var way = new ArrayDeque<Long>();
        for (int i = last; parents[i] >= 0; i = parents[i]) {
            way.push(seen.at(i));
        }
        var sentences = new ArrayList<String>();
        var world = beginning;
        for (long wanted : way) {
            var here = new ArrayList<Step>();
            steps.from(world, here::add);
            var step = here.stream().filter(s -> s.next().fingerprint() == wanted).findFirst().orElseThrow();
            sentences.add(step.sentence().get());
            world = step.next();
        }
        return sentences;
    }

    private static long millis(long start) {
        return (System.nanoTime() - start) / 1_000_000;
    }
}
