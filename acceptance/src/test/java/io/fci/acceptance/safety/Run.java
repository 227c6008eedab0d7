package io.fci.acceptance.safety;

import static io.fci.acceptance.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fci.acceptance.BootTime;
import io.fci.acceptance.Instance;
import io.fci.acceptance.Lab;
import io.fci.acceptance.Measured;
import io.fci.acceptance.Seen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// One cluster with names of its own and an instance on it, in which cases are played one after the other.
final class Run implements AutoCloseable {
    private static final Duration WHOLE = Duration.ofSeconds(90);
    /// Late frames and answers, if there are any, have come by then.
    private static final Duration AFTERMATH = Duration.ofMillis(500);

    private final Lab lab;
    private final Instance instance;
    private final List<String> addresses;
    private final Path recordings;

    Run(long seed, Path recordings) {
        var draw = new Draw(seed);
        var plan = draw.plan();
        int host = draw.host();
        this.recordings = recordings;
        lab = Lab.up(plan);
        try {
            var six = "fd77::" + Integer.toHexString(0x1000 + host);
            var group = draw.label(1 + (int) (seed % 10));
            System.out.println(
                    "SAFETY seed " + seed + ": nodes " + plan.nodes() + ", network " + plan.net() + ".0/24, zone "
                            + plan.zone() + ", group " + group);
            instance = Instance.create(lab, group, host, "--ip6", six + "/64");
            addresses = List.of(instance.address(), six);
        } catch (Throwable e) {
            lab.close();
            throw e;
        }
    }

    /// Plays it, mends everything, and judges.
    Table.Result play(Case played) throws Exception {
        var seen = arrange(played.owner());
        var directory = recordings.resolve(played.name());
        try (var witnesses = new Witnesses(instance, addresses, hardwareAddresses(), directory)) {
            var scene = new Scene(instance, witnesses, seen);
            var since = Instant.now();
            played.act().play(scene);
            var moved = check(played.outcome(), scene);
            var split = moved
                    ? Split.latest(lab.fci("get", "operations", "-o", "json").orFail().json(), instance.group(), since)
                    : java.util.Optional.<Split>empty();
            mend();
            check(played.outcome(), scene);
            long epoch = instance.online().epoch();
            eventually("the owner answers", Scene.FAILOVER, witnesses::answering, now -> now.filter(e -> e == epoch)
                    .isPresent());
            scene.lasting(AFTERMATH);
            return judged(played, scene, witnesses.end(), split.orElse(null));
        }
    }

    private Table.Result judged(Case played, Scene scene, Recording recording,
            @org.jspecify.annotations.Nullable Split split) {
        var outage = recording.outage(scene.struck());
        var overlaps = Overlaps.in(recording.spans());
        Measured.millis(played.name() + ", outage", outage.millis());
        var figures = new LinkedHashMap<>(scene.figures);
        if (split != null) {
            Measured.value(played.name() + ", by the cluster's own record", split.words()
                    + String.format(Locale.ROOT, "; the client missed %.0f ms more", outage.millis() - split.sum()));
            // Both ends apart. The record ends when the process was started, and the process then takes its time to serve. It
            // begins with the last sign of a lost owner, which is older than the last answer by a part of a renewal.
            figures.put("first answer after the record's end", BootTime.millisAfter(split.until(), outage.first()));
            figures.put("last answer after the record's begin", BootTime.millisAfter(split.from(), outage.last()));
        }
        overlaps.forEach(overlap -> System.out.println("SAFETY " + played.name() + ": "
                + (played.tolerated().contains(overlap.witness()) ? "known limit: " : "OVERLAP: ")
                + overlap.sentence()));
        var excused = overlaps.stream().filter(o -> played.tolerated().contains(o.witness())).toList();
        return new Table.Result(played.name(), scene.hasManyHandovers()
                ? recording.handovers(scene.struck())
                : List.of(outage.millis()), recording.silences(),
                overlaps.stream().filter(o -> !excused.contains(o)).toList(), excused, figures);
    }

    private boolean check(Case.Outcome outcome, Scene scene) {
        return switch (outcome) {
            case MOVES -> {
                var after = instance.onlineAfter(scene.before.epoch(), Scene.FAILOVER);
                assertThat(after.owner()).as("owner after the fault").isNotEqualTo(scene.owner);
                yield true;
            }
            case STAYS -> {
                var after = instance.online();
                assertThat(after.epoch()).as("epoch, as nothing was to happen to the group")
                        .isEqualTo(scene.before.epoch());
                yield false;
            }
            case RESTARTS -> instance.onlineAfter(scene.before.epoch(), Scene.FAILOVER).epoch() > 0;
            case OWN -> false;
        };
    }

    /// The group where the case wants it, and everybody up. An election may come in between, so it is tried again.
    private Seen arrange(Case.Owner wanted) {
        return eventually("the group is where the case wants it: " + wanted, WHOLE, () -> {
            var seen = whole();
            var owner = seen.group(instance.group()).orElseThrow().owner();
            if (fits(wanted, seen)) {
                return seen;
            }
            var target = wanted == Case.Owner.LEADS ? seen.leader() : lab.plan.others(owner).getFirst();
            lab.fci("move", instance.group(), target);
            return whole();
        }, seen -> fits(wanted, seen));
    }

    private boolean fits(Case.Owner wanted, Seen seen) {
        var leads = seen.group(instance.group()).orElseThrow().owner().equals(seen.leader());
        return switch (wanted) {
            case LEADS -> leads;
            case FOLLOWS -> !leads;
            case ANY -> true;
        };
    }

    private Seen whole() {
        return lab.await("everybody up and the group online", WHOLE,
                s -> s.nodes().stream().allMatch(Seen.Node::up) && s.online(instance.group()));
    }

    /// Undoes whatever a case did or left half done.
    private void mend() {
        lab.threeNodes("heal");
        for (var node : lab.plan.nodes()) {
            lab.resume(node);
            if (!lab.runs(node)) {
                lab.start(node);
            }
        }
        whole();
    }

    private Map<String, String> hardwareAddresses() {
        var nodes = new LinkedHashMap<String, String>();
        for (var node : lab.plan.nodes()) {
            var words = List.of(lab.onNode(node, "ip", "-o", "link", "show", "eth0").orFail().out().split("\\s+"));
            nodes.put(words.get(words.indexOf("link/ether") + 1), node);
        }
        return nodes;
    }

    /// What the nodes said goes with the lab; after a failure it is wanted.
    void keepLogs(String name) {
        for (var node : lab.plan.nodes()) {
            try {
                Files.createDirectories(recordings.resolve(name));
                Files.copy(lab.log(node), recordings.resolve(name).resolve(node + ".log"),
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                System.out.println("SAFETY the log of " + node + " is lost: " + e);
            }
        }
    }

    @Override
    public void close() {
        lab.close();
    }
}
