package io.fci.acceptance.safety;

import static io.fci.acceptance.safety.Case.Outcome.MOVES;
import static io.fci.acceptance.safety.Case.Outcome.RESTARTS;
import static io.fci.acceptance.safety.Case.Outcome.STAYS;

import io.fci.acceptance.Places;
import io.fci.acceptance.safety.Case.Owner;
import java.time.Duration;
import java.util.List;

/// Machines and programs that are gone at once.
final class Crashes {
    private Crashes() {}

    static List<Case> all() {
        return List.of(
                Case.of("owner-crash", "the owner's machine crashes", Owner.FOLLOWS, MOVES,
                        scene -> scene.lab.kill(scene.owner)),
                Case.of("leader-crash", "the leader's machine crashes, which owns nothing", Owner.FOLLOWS, STAYS,
                        scene -> {
                            scene.lab.kill(scene.leader);
                            scene.staysFor(Duration.ofSeconds(5));
                        }),
                Case.of("owner-leads-crash", "the owner's machine crashes, which also leads", Owner.LEADS, MOVES,
                        scene -> scene.lab.kill(scene.owner)),
                Case.of("all-crash", "all machines crash at once and start again", Owner.ANY, RESTARTS, scene -> {
                    scene.all("kill");
                    scene.all("start");
                    scene.answeredAfter(scene.before.epoch());
                }),
                Case.of("daemon-killed", "SIGKILL for the owner's daemon", Owner.ANY, RESTARTS, scene -> {
                    Places.ofDaemon(scene.owner).forEach(Crashes::kill);
                    scene.answeredAfter(scene.before.epoch());
                }),
                Case.of("guard-killed", "SIGKILL for the owner's guard", Owner.ANY, RESTARTS, scene -> {
                    kill(Places.guard(scene.owner));
                    scene.answeredAfter(scene.before.epoch());
                }),
                Case.of("launcher-killed", "SIGKILL for the owner's launcher", Owner.ANY, RESTARTS, scene -> {
                    kill(Places.launcher(scene.owner));
                    scene.answeredAfter(scene.before.epoch());
                }));
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}
