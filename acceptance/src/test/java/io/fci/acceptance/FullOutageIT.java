package io.fci.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// The power goes out under all three machines at once.
@Tag("long")
@TestInstance(Lifecycle.PER_CLASS)
class FullOutageIT {
    private static final List<String> ONLINE = List.of("alpha", "beta", "gamma");
    private static final int FIRST_HOST = 50;

    private Lab lab;

    @BeforeAll
    void up() {
        lab = Lab.up(Plan.DEFAULT);
    }

    @AfterAll
    void down() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void afterAnOutageOfAllNodesTheSameGroupsComeBackAndNothingAcknowledgedIsLost() {
        var instances = new ArrayList<Instance>();
        ONLINE.forEach(group -> instances.add(Instance.create(lab, group, FIRST_HOST + instances.size())));
        var stopped = Instance.create(lab, "stopped", 70);
        lab.fci("offline", "stopped").orFail();
        Instance.create(lab, "never", 71, "--offline");
        lab.fci("move", "beta").orFail();
        instances.forEach(Instance::online);
        var epochs = epochs();

        var acknowledged = new ConcurrentLinkedQueue<String>();
        var cut = new AtomicBoolean();
        var writer = CompletableFuture.runAsync(() -> write(acknowledged, cut));
        Eventually.eventually("some groups are written", Duration.ofSeconds(30), acknowledged::size, n -> n >= 3);
        all("kill");
        cut.set(true);
        writer.join();
        assertThat(lab.fci("status", "--local").code()).as("nobody answers").isEqualTo(6);

        long begin = System.nanoTime();
        all("start");
        lab.await("the same groups are online again", Measured.limit(Duration.ofSeconds(20)),
                s -> ONLINE.stream().allMatch(s::online));
        Measured.millis("all nodes started at once, until all groups were online", (System.nanoTime() - begin) / 1e6);

        var after = epochs();
        assertThat(after).containsOnlyKeys(epochs.keySet());
        ONLINE.forEach(group -> assertThat(after.get(group)).as("epoch of " + group).isGreaterThan(epochs.get(group)));
        instances.forEach(instance -> assertThat(instance.answers().epoch()).isEqualTo(after.get(instance.group())));
        assertThat(lab.group("stopped").offline()).isTrue();
        assertThat(lab.group("never").offline()).isTrue();
        assertThat(stopped.diary().lives()).as("what was taken offline did not run again").hasSize(1);
        assertThat(lab.seen().groups().stream().map(Seen.Group::name)).as("every group whose creation was acknowledged")
                .containsAll(acknowledged);
        instances.forEach(instance -> assertThat(instance.diary().overlaps()).isEmpty());
    }

    /// Creates groups without end, and remembers those that it was told are stored.
    private void write(ConcurrentLinkedQueue<String> acknowledged, AtomicBoolean cut) {
        for (int i = 0; !cut.get(); i++) {
            var group = "note-" + i;
            if (lab.fci("create", group, "--offline", "--ip", lab.plan.host(110 + i) + "/24", "--name",
                    group + "." + lab.plan.zone(),
                    "--process", "/bin/sleep 1000").code() == 0) {
                acknowledged.add(group);
            }
        }
    }

    private Map<String, Long> epochs() {
        return lab.seen().groups().stream().filter(g -> ONLINE.contains(g.name()))
                .collect(Collectors.toMap(Seen.Group::name, Seen.Group::epoch));
    }

    private void all(String command) {
        CompletableFuture.allOf(lab.plan.nodes().stream()
                .map(node -> CompletableFuture.runAsync(() -> lab.threeNodes(command, node),
                        Thread::startVirtualThread))
                .toArray(CompletableFuture[]::new)).join();
    }
}
