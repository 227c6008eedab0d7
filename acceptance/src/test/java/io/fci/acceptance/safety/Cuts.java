package io.fci.acceptance.safety;

import static io.fci.acceptance.safety.Case.Outcome.MOVES;
import static io.fci.acceptance.safety.Case.Outcome.OWN;
import static io.fci.acceptance.safety.Case.Outcome.STAYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.fci.acceptance.safety.Case.Owner;
import java.time.Duration;
import java.util.List;

/// Networks that do not carry everything. Where the client still reaches everybody, it would meet two owners if there were two.
final class Cuts {
    private static final Duration WATCHED = Duration.ofSeconds(10);
    private static final Duration LOSSY = Duration.ofSeconds(60);

    private static final Duration UP = Duration.ofSeconds(30);

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
                Case.of("owner-without-lease-plane",
                        "the owner's guard and the others do not reach each other, all else works",
                        Owner.ANY, MOVES, Cuts::withoutLeasePlane),
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

    /// It gives its group away, says why it takes none, and comes back when it can.
    private static void withoutLeasePlane(Scene scene) {
        var lab = scene.lab;
        var table = "lease_plane_cut";
        lab.onNode(scene.owner, "nft", "add table inet " + table + "; "
                + "add chain inet " + table + " in { type filter hook input priority -300; udp dport 7402 drop; }; "
                + "add chain inet " + table + " out { type filter hook output priority -300; udp dport 7402 drop; }")
                .orFail();
        try {
            scene.answeredAfter(scene.before.epoch());
            var why = "no lease acknowledgements from " + String.join(", ", lab.plan.others(scene.owner))
                    + " (UDP port 7402): this node takes no groups";
            lab.await(scene.owner + " is down and says why", UP,
                    s -> !s.node(scene.owner).up() && s.node(scene.owner).concerns().contains(why));
            long epoch = scene.witnesses.answering().orElseThrow();
            scene.lasting(WATCHED);
            assertThat(scene.witnesses.answering()).as("epoch that answers, as the node was offered nothing")
                    .hasValue(epoch);
        } finally {
            lab.onNode(scene.owner, "nft", "delete table inet " + table).orFail();
        }
        lab.await(scene.owner + " is back", UP, s -> s.node(scene.owner).up());
    }
}
