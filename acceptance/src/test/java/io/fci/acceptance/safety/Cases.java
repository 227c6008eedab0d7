package io.fci.acceptance.safety;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// All cases, by their names.
final class Cases {
    /// Short ones that every build runs: the partition that a client sees through, and the machine that thaws while its kernel went
    /// on taking connections. Moves and crashes are part of other tests.
    static final List<String> SHORT = List.of("owner-cut-from-nodes", "processes-frozen");

    private static final Duration IDLE = Duration.ofMinutes(Long.getLong("safety.minutes", 10));

    private Cases() {}

    /// Those that a full run plays. What changes the machines lastingly comes last.
    static Map<String, Case> usual() {
        var all = new LinkedHashMap<String, Case>();
        Stream.of(Moves.all(), Crashes.all(), Cuts.all(), Freezes.all(), Reads.all(), Machines.all())
                .flatMap(List::stream)
                .forEach(one -> all.put(one.name(), one));
        return all;
    }

    /// @param names with commas between; empty: the usual ones
    static List<Case> named(String names) {
        var all = usual();
        if (names.isEmpty()) {
            return List.copyOf(all.values());
        }
        var idle = Machines.idleLoad(IDLE);
        all.put(idle.name(), idle);
        var chosen = new ArrayList<Case>();
        for (var name : names.split(",")) {
            if (!all.containsKey(name)) {
                throw new IllegalArgumentException("there is no case " + name + "; there are " + all.keySet());
            }
            chosen.add(all.get(name));
        }
        return chosen;
    }
}
