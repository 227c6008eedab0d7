package io.fci.acceptance.safety;

import static io.fci.acceptance.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fci.acceptance.BootTime;
import io.fci.acceptance.Instance;
import io.fci.acceptance.Lab;
import io.fci.acceptance.Seen;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// A whole cluster with an instance online and everybody watching: what a case acts in.
final class Scene {
    static final Duration FAILOVER = Duration.ofSeconds(30);
    private static final Duration BOOT = Duration.ofSeconds(60);

    final Lab lab;
    final Instance instance;
    final Witnesses witnesses;
    /// Owner and leader when the case began.
    final Seen.Group before;
    final String owner;
    final String leader;
    /// Figures of the case's own.
    final Map<String, Double> figures = new LinkedHashMap<>();

    private long struck;
    private boolean manyHandovers;

    Scene(Instance instance, Witnesses witnesses, Seen seen) {
        lab = instance.lab();
        this.instance = instance;
        this.witnesses = witnesses;
        before = seen.group(instance.group()).orElseThrow();
        owner = before.owner();
        leader = seen.leader();
        strike();
    }

    /// From now on, what the client misses is of this case.
    void strike() {
        struck = BootTime.now();
    }

    /// Each hand-over of the case is one figure of what the client misses; otherwise the longest time is.
    void manyHandovers() {
        manyHandovers = true;
    }

    boolean hasManyHandovers() {
        return manyHandovers;
    }

    long struck() {
        return struck;
    }

    /// Neither the first nor the second.
    String other(String first, String second) {
        return lab.plan.nodes().stream().filter(n -> !n.equals(first) && !n.equals(second)).findFirst().orElseThrow();
    }

    /// Waits until a later epoch answers the client.
    long answeredAfter(long epoch) {
        return eventually("an epoch above " + epoch + " answers", FAILOVER,
                () -> witnesses.answering().orElse(0L), now -> now > epoch);
    }

    /// Lets the fault last. What happens meanwhile is seen by the witnesses; this only waits.
    void lasting(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        eventually(time + " have passed", time.plusSeconds(10), System::nanoTime, now -> now - end >= 0);
    }

    /// Lets it last, and the group must stay where it is.
    void staysFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        eventually("the group stays for " + time, time.plusSeconds(10), () -> {
            assertThat(witnesses.answering().orElse(0L)).as("epoch that answers").isEqualTo(before.epoch());
            return System.nanoTime();
        }, now -> now - end >= 0);
    }

    /// Crashes the machine and starts it again. That it is up says something only after the cluster has called it lost: until then
    /// it is its last life that is up.
    void restart(String node) {
        crash(node);
        lab.start(node);
        up(node);
    }

    /// Crashes the machine, and waits until the cluster knows.
    void crash(String node) {
        lab.kill(node);
        lab.await(node + " is lost", FAILOVER, s -> !s.node(node).up());
    }

    void up(String node) {
        lab.await(node + " is up", BOOT, s -> s.node(node).up());
    }

    void all(String command) {
        CompletableFuture.allOf(lab.plan.nodes().stream()
                .map(node -> CompletableFuture.runAsync(() -> lab.threeNodes(command, node),
                        Thread::startVirtualThread))
                .toArray(CompletableFuture[]::new)).join();
    }

    /// Both directions between the two.
    void separate(String one, String another) {
        lab.threeNodes("block", one, another);
        lab.threeNodes("block", another, one);
    }
}
