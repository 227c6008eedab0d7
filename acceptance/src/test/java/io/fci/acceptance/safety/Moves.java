package io.fci.acceptance.safety;

import static io.fci.acceptance.safety.Case.Outcome.MOVES;
import static io.fci.acceptance.safety.Case.Outcome.OWN;

import io.fci.acceptance.safety.Case.Owner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Planned moves, alone and among faults.
final class Moves {
    private static final int MANY = 100;
    private static final int IN_TURN = 20;

    private Moves() {}

    static List<Case> all() {
        return List.of(
                Case.of("move", "a planned move", Owner.ANY, MOVES,
                        scene -> scene.lab
                                .fci("move", scene.instance.group(), scene.lab.plan.others(scene.owner).getLast())
                                .orFail()),
                Case.of("moves-in-turn", IN_TURN + " planned moves, one after the other", Owner.ANY, OWN,
                        Moves::inTurn),
                Case.of("move-leader-isolated", "the leader is isolated while a move runs", Owner.FOLLOWS, OWN,
                        scene -> {
                            var target = scene.other(scene.owner, scene.leader);
                            var moving = CompletableFuture
                                    .runAsync(() -> scene.lab.fci("move", scene.instance.group(), target));
                            scene.lab.plan.others(scene.leader).forEach(other -> scene.separate(scene.leader, other));
                            moving.join();
                            scene.lasting(Duration.ofSeconds(5));
                            scene.instance.online();
                        }),
                Case.of("moves-and-crashes", MANY + " moves, while each machine in turn crashes and starts again",
                        Owner.ANY,
                        OWN, Moves::amongCrashes));
    }

    /// What an operator sees who moves a group of a cluster that has been up for a while.
    private static void inTurn(Scene scene) {
        scene.manyHandovers();
        for (int i = 0; i < IN_TURN; i++) {
            var epoch = scene.instance.online().epoch();
            scene.lab.fci("move", scene.instance.group()).orFail();
            scene.answeredAfter(epoch);
            scene.lasting(Duration.ofMillis(500));
        }
    }

    /// A move that cannot be at that moment is refused; the next one is asked for.
    private static void amongCrashes(Scene scene) throws Exception {
        var done = new AtomicInteger();
        var enough = new AtomicBoolean();
        var moving = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < MANY; i++) {
                if (scene.lab.fci("move", scene.instance.group()).code() == 0) {
                    done.incrementAndGet();
                }
            }
            enough.set(true);
        });
        while (!enough.get()) {
            for (var node : scene.lab.plan.nodes()) {
                scene.restart(node);
            }
        }
        moving.get();
        scene.figures.put("moves done of " + MANY, (double) done.get());
    }
}
