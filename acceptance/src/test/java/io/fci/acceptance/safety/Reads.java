package io.fci.acceptance.safety;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static void atAnIsolatedLeader(Scene scene) {
        var others = scene.lab.plan.others(scene.leader);
        var group = "numbers-" + scene.before.epoch();
        try (var writing = Writing.into(scene.lab, group, 0, others, List.of(scene.leader))) {
            scene.lasting(Duration.ofSeconds(2));
            others.forEach(other -> scene.separate(scene.leader, other));
            scene.lasting(ISOLATED);
            var seen = writing.end();
            scene.figures.put("reads answered", seen.get("reads").getAsDouble());
            scene.figures.put("stale", seen.get("stale").getAsDouble());
            scene.figures.put("writes", seen.get("writes").getAsDouble());
            assertThat(scene.lab.await("another leader", Scene.FAILOVER, s -> !s.leader().isEmpty()
                    && !s.leader().equals(scene.leader)).leader()).as("who leads while the old leader is isolated")
                    .isIn(others);
            assertThat(seen.get("stale").getAsLong()).as("stale reads of %s", seen).isZero();
            assertThat(seen.get("reads").getAsLong()).isPositive();
        }
    }
}
