package io.fci.acceptance.safety;

import static io.fci.acceptance.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fci.acceptance.Lab;
import io.fci.acceptance.Shell;
import io.fci.acceptance.safety.Case.Outcome;
import io.fci.acceptance.safety.Case.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What becomes of the machines themselves: their disks, their clocks, their processors.
final class Machines {
    private static final Duration WATCHED = Duration.ofSeconds(10);
    /// The daemon does not start with less than 100 MiB.
    private static final int DISK_MIB = 160;

    private Machines() {}

    static List<Case> all() {
        return List.of(
                Case.of("disk-full", "the disk of the owner's log fills up", Owner.FOLLOWS, Outcome.OWN,
                        Machines::diskFull),
                Case.of("wall-clock", "the leader's wall clock steps by an hour, forwards and back", Owner.ANY,
                        Outcome.OWN,
                        Machines::wallClock));
    }

    /// Not among all the others: it takes as long as it is asked to.
    static Case idleLoad(Duration time) {
        return Case.of("idle-load",
                "every processor busy with others' work for " + time.toMinutes() + " min, and nothing else",
                Owner.ANY, Outcome.STAYS, scene -> {
                    var load = new ProcessBuilder("stress-ng", "--cpu", "" + Runtime.getRuntime().availableProcessors(),
                            "--timeout", (time.toSeconds() + 60) + "s", "--quiet").inheritIO().start();
                    try {
                        scene.staysFor(time);
                    } finally {
                        load.descendants().forEach(ProcessHandle::destroyForcibly);
                        load.destroyForcibly().waitFor();
                    }
                });
    }

    /// A node with a small disk of its own becomes the owner; then everything else on that disk takes all the room.
    private static void diskFull(Scene scene) throws Exception {
        var lab = scene.lab;
        var node = scene.other(scene.owner, scene.leader);
        var data = Lab.directory().resolve("data").resolve(node);
        var aside = Lab.directory().resolve("data-aside");
        scene.crash(node);
        shell("cp", "-a", data.toString(), aside.toString());
        shell("mount", "-t", "tmpfs", "-o", "size=" + DISK_MIB + "m,mode=750", "tmpfs", data.toString());
        try {
            shell("cp", "-a", aside + "/.", data.toString());
            lab.start(node);
            scene.up(node);
            lab.fci("move", scene.instance.group(), node).orFail();
            long epoch = scene.instance.online().epoch();
            scene.answeredAfter(epoch - 1);
            scene.strike();
            var filler = data.resolve("somebody-elses");
            shell("sh", "-c", "dd if=/dev/zero of=" + filler + " bs=64k 2> /dev/null || true");
            long written;
            try (var writing = Writing.into(lab, "ballast-" + epoch, 242, lab.plan.others(node),
                    List.of())) {
                eventually("the node says why it stops", Duration.ofSeconds(30), () -> said(lab, node),
                        text -> text.contains("the disk of the log is full"));
                scene.answeredAfter(epoch);
                written = writing.end().get("writes").getAsLong();
            }
            assertThat(written).as("writes that the other two acknowledged").isPositive();
            scene.figures.put("writes meanwhile", (double) written);
            assertThat(scene.instance.online().owner()).as("owner while that disk is full").isNotEqualTo(node);
            Files.delete(filler);
            lab.kill(node);
        } finally {
            if (lab.runs(node)) {
                lab.kill(node);
            }
            // The log that was written there is the node's only one.
            shell("rm", "-rf", aside.toString());
            shell("cp", "-a", data.toString(), aside.toString());
            shell("umount", data.toString());
            shell("sh", "-c", "rm -rf " + data + "/* && cp -a " + aside + "/. " + data);
            shell("rm", "-rf", aside.toString());
        }
    }

    private static String said(Lab lab, String node) {
        try {
            return Files.readString(lab.log(node));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /// Time namespaces do not cover the wall clock, so the daemons are started with a library that answers for it and leaves the
    /// other clocks alone; a file per node says how far it is off.
    private static void wallClock(Scene scene) throws Exception {
        var lab = scene.lab;
        var clocks = Lab.directory().resolve("wall-clocks");
        Files.createDirectories(clocks);
        for (var node : lab.plan.nodes()) {
            step(clocks, node, "+0");
        }
        var fcid = Lab.program("fcid");
        var real = clocks.resolve("fcid");
        if (!Files.exists(real)) {
            // Called by its name, wherever it is: a link to the program that all are.
            Files.createSymbolicLink(real, fcid.resolveSibling("fci"));
            Files.copy(lab.bring("fcid-with-wall-clock"), fcid, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(fcid, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        for (var node : lab.plan.nodes()) {
            scene.restart(node);
        }
        // A leader that owns more than others hands over, and none is to do that here.
        if (scene.instance.online().owner().equals(lab.seen().leader())) {
            lab.fci("move", scene.instance.group()).orFail();
        }
        scene.answeredAfter(scene.instance.online().epoch() - 1);
        var leader = lab.seen().leader();
        for (var hour : List.of("+1h", "-1h")) {
            long epoch = scene.instance.online().epoch();
            scene.answeredAfter(epoch - 1);
            scene.strike();
            step(clocks, leader, hour);
            long end = System.nanoTime() + WATCHED.toNanos();
            eventually("nothing happens for " + WATCHED, WATCHED.plusSeconds(30), () -> {
                assertThat(scene.witnesses.answering()).as("epoch that answers").hasValue(epoch);
                return System.nanoTime();
            }, now -> now - end >= 0);
            var seen = lab.seen();
            assertThat(seen.leader()).as("leader after the step").isEqualTo(leader);
            assertThat(seen.nodes()).as("nodes after the step").allMatch(io.fci.acceptance.Seen.Node::up);
            lab.fci("move", scene.instance.group(), scene.other(scene.instance.online().owner(), leader)).orFail();
            assertThat(stampedApart(lab)).as("the leader really has another time")
                    .isGreaterThan(Duration.ofMinutes(50));
        }
        step(clocks, leader, "+0");
    }

    /// How far the time of the latest operation is from the time here.
    private static Duration stampedApart(Lab lab) {
        var operations = lab.fci("get", "operations", "-o", "json").orFail().json().getAsJsonArray("operations");
        return operations.asList().stream()
                .map(operation -> operation.getAsJsonObject().get("createTime").getAsString())
                .map(time -> Duration.between(Instant.parse(time), Instant.now()).abs())
                .max(Duration::compareTo).orElseThrow();
    }

    private static void step(Path clocks, String node, String offset) throws IOException {
        var next = clocks.resolve("next");
        Files.writeString(next, offset + "\n");
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(next, clocks.resolve("clock-of-" + node), StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.ATOMIC_MOVE);
    }

    private static void shell(String... command) {
        Shell.run(Map.of(), Duration.ofSeconds(30), List.of(command)).orFail();
    }
}
