package io.fci.acceptance.safety;

import static io.fci.acceptance.safety.Case.Outcome.MOVES;
import static io.fci.acceptance.safety.Case.Outcome.RESTARTS;

import io.fci.acceptance.safety.Case.Owner;
import java.time.Duration;
import java.util.List;

/// Programs and machines that stand still, and run on later as if nothing had been.
final class Freezes {
    private static final Duration FROZEN = Duration.ofSeconds(10);

    private Freezes() {}

    static List<Case> all() {
        return List.of(
                Case.of("daemon-frozen", "the owner's daemon stands still for 10 s", Owner.ANY, RESTARTS,
                        frozen("daemon")),
                // Its address stays until the kernel's timer takes it, mute behind the gate: the wire is the witness of that.
                Case.of("guard-frozen", "the owner's guard stands still for 10 s", Owner.FOLLOWS, MOVES,
                        frozen("guard"))
                        .tolerating(Witness.ADDRESS),
                Case.of("guard-frozen-leads", "the same while the owner leads", Owner.LEADS, MOVES, frozen("guard"))
                        .tolerating(Witness.ADDRESS),
                Case.of("guard-and-daemon-frozen", "the owner's guard and daemon stand still for 10 s", Owner.ANY,
                        MOVES,
                        frozen("guard", "daemon")).tolerating(Witness.ADDRESS),
                // What was frozen with its guard runs on until that has compared the clock: a limit, and no client may meet it.
                Case.of("node-frozen", "the owner's whole machine stands still for 10 s, and thaws", Owner.ANY, MOVES,
                        frozen("")).tolerating(Witness.ADDRESS, Witness.PLACE, Witness.PROCESS),
                Case.of("processes-frozen",
                        "all its processes stand still for 10 s while its kernel goes on taking connections",
                        Owner.ANY, MOVES, frozen("processes"))
                        .tolerating(Witness.ADDRESS, Witness.PLACE, Witness.PROCESS));
    }

    private static Case.Act frozen(String... what) {
        return scene -> {
            long until = System.nanoTime() + FROZEN.toNanos();
            for (var each : what) {
                scene.lab.pause(each.isEmpty() ? new String[]{scene.owner} : new String[]{scene.owner, each});
            }
            scene.answeredAfter(scene.before.epoch());
            scene.lasting(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
            scene.lab.resume(scene.owner);
        };
    }
}
