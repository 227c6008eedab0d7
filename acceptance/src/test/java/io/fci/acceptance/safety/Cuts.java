package io.fci.acceptance.safety;

import static io.fci.acceptance.safety.Case.Outcome.MOVES;
import static io.fci.acceptance.safety.Case.Outcome.OWN;
import static io.fci.acceptance.safety.Case.Outcome.STAYS;

import io.fci.acceptance.safety.Case.Owner;
import java.time.Duration;
import java.util.List;

/// Networks that do not carry everything. Where the client still reaches everybody, it would meet two owners if there were two.
final class Cuts {
    private static final Duration WATCHED = Duration.ofSeconds(10);
    private static final Duration LOSSY = Duration.ofSeconds(60);

    private Cuts() {}

    static List<Case> all() {
        return List.of(
                Case.of("owner-cut", "the owner is cut off from all, the client too", Owner.ANY, MOVES, scene -> {
                    scene.lab.partition(scene.owner);
                    scene.answeredAfter(scene.before.epoch());
                    scene.lasting(Duration.ofSeconds(2));
                }),
                Case.of("owner-cut-from-nodes", "the owner is cut off from the other nodes, the client reaches all",
                        Owner.ANY, MOVES, scene -> {
                            scene.lab.plan.others(scene.owner).forEach(other -> scene.separate(scene.owner, other));
                            scene.answeredAfter(scene.before.epoch());
                            scene.lasting(Duration.ofSeconds(2));
                        }),
                Case.of("owner-mute", "nothing that the owner sends reaches the other nodes", Owner.ANY, MOVES,
                        scene -> {
                            scene.lab.plan.others(scene.owner)
                                    .forEach(other -> scene.lab.threeNodes("block", scene.owner, other));
                            scene.answeredAfter(scene.before.epoch());
                            scene.lasting(Duration.ofSeconds(2));
                        }),
                Case.of("owner-deaf", "nothing that the other nodes send reaches the owner", Owner.ANY, MOVES,
                        scene -> {
                            scene.lab.plan.others(scene.owner)
                                    .forEach(other -> scene.lab.threeNodes("block", other, scene.owner));
                            scene.answeredAfter(scene.before.epoch());
                            scene.lasting(Duration.ofSeconds(2));
                        }),
                Case.of("owner-without-leader", "owner and leader do not reach each other, both reach the third node",
                        Owner.FOLLOWS, STAYS, scene -> {
                            scene.separate(scene.owner, scene.leader);
                            scene.staysFor(WATCHED);
                        }),
                Case.of("lease-loss", "a fifth of all lease datagrams is lost for a minute", Owner.ANY, OWN, scene -> {
                    scene.lab.threeNodes("lose", "20");
                    scene.lasting(LOSSY);
                    scene.figures.put("left its owner",
                            scene.instance.online().epoch() == scene.before.epoch() ? 0.0 : 1.0);
                }));
    }
}
