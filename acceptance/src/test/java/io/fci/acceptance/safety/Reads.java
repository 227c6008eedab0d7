package io.fci.acceptance.safety;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.fci.acceptance.safety.Case.Outcome;
import io.fci.acceptance.safety.Case.Owner;
import java.time.Duration;
import java.util.List;

/// A leader that is cut off from the other nodes, and whose clients are not: what it tells them must not be of yesterday.
final class Reads {
    private static final Duration ISOLATED = Duration.ofSeconds(8);

    private Reads() {}

    static List<Case> all() {
        return List.of(Case.of("isolated-leader-reads", "clients read at a leader that is cut off from the other nodes",
                Owner.FOLLOWS, Outcome.STAYS, Reads::atAnIsolatedLeader));
    }

    /// Once across the cut, when the leader still takes itself for one, and once after it, when there is another.
    private static void atAnIsolatedLeader(Scene scene) {
        var others = scene.lab.plan.others(scene.leader);
        try (var across = Writing.into(scene.lab, "across-" + scene.before.epoch(), 240, others,
                List.of(scene.leader))) {
            scene.lasting(Duration.ofSeconds(2));
            others.forEach(other -> scene.separate(scene.leader, other));
            scene.lasting(ISOLATED);
            notStale(scene, across.end(), "across the cut");
        }
        assertThat(scene.lab.await("another leader", Scene.FAILOVER, s -> !s.leader().isEmpty()
                && !s.leader().equals(scene.leader)).leader()).as("who leads while the old leader is isolated")
                .isIn(others);
        try (var after = Writing.into(scene.lab, "after-" + scene.before.epoch(), 241, others,
                List.of(scene.leader))) {
            scene.lasting(ISOLATED);
            notStale(scene, after.end(), "after it");
        }
    }

    private static void notStale(Scene scene, JsonObject seen, String when) {
        for (var what : List.of("writes", "reads", "stale")) {
            scene.figures.put(what + " " + when, seen.get(what).getAsDouble());
        }
        assertThat(seen.get("stale").getAsLong()).as("stale reads %s: %s", when, seen).isZero();
        assertThat(seen.get("writes").getAsLong()).as("acknowledged writes %s", when).isPositive();
    }
}
