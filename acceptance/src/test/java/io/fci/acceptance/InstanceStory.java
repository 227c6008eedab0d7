package io.fci.acceptance;

import static io.fci.acceptance.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;

/// What is promised for every cluster, whatever its nodes, network and zone are called.
record InstanceStory(Lab lab) {
    private static final Duration FAILOVER = Duration.ofSeconds(20);

    /// One command; then the name is known everywhere, and the service answers from the owner's machine.
    Instance oneCommandMakesAnInstance(String group, int host) {
        var instance = Instance.create(lab, group, host);
        var seen = instance.seen();
        assertThat(seen.online()).as("%s", seen).isTrue();
        assertThat(lab.plan.nodes()).contains(seen.owner());
        for (var node : lab.plan.nodes()) {
            eventually("the name service of " + node, Duration.ofSeconds(5), () -> dig(node, instance.name()),
                    instance.address()::equals);
        }
        var caller = instance.answers();
        assertThat(caller.node()).isEqualTo(seen.owner());
        assertThat(caller.epoch()).isEqualTo(seen.epoch());
        assertThat(instance.neighbour()).isEqualTo(hardwareAddress(seen.owner()));
        return instance;
    }

    /// The owner's machine dies; name and address answer again, from another machine, under a higher epoch.
    void theOwnersMachineDies(Instance instance) {
        var before = instance.online();
        var oldNeighbour = instance.neighbour();
        var led = lab.seen().leader().equals(before.owner());
        try (var calls = instance.calls()) {
            assertThat(calls.next().caller().orElseThrow().epoch()).isEqualTo(before.epoch());
            lab.kill(before.owner());
            var next = calls.next();
            Measured.millis("owner's machine dies (" + (led ? "it led" : "it did not lead") + "), last to first answer",
                    next.gapMillis());
            assertThat(next.caller()).hasValueSatisfying(caller -> {
                assertThat(caller.node()).isNotEqualTo(before.owner());
                assertThat(caller.epoch()).isGreaterThan(before.epoch());
            });
        }
        var after = instance.onlineAfter(before.epoch(), FAILOVER);
        assertThat(after.owner()).isNotEqualTo(before.owner());
        for (var node : lab.plan.others(before.owner())) {
            assertThat(dig(node, instance.name())).as("answer of " + node).isEqualTo(instance.address());
        }
        assertThat(instance.neighbour()).isEqualTo(hardwareAddress(after.owner())).isNotEqualTo(oldNeighbour);
        assertThat(instance.diary().overlaps()).isEmpty();
    }

    /// The machine comes back and is a standby; nothing moves because of it.
    void theMachineComesBack(Instance instance, String node) {
        var before = instance.online();
        lab.start(node);
        lab.await(node + " is up", Duration.ofSeconds(30), s -> s.node(node).up());
        assertThat(instance.online()).isEqualTo(before);
        assertThat(Places.ofGroups(node)).isEmpty();
    }

    String hardwareAddress(String node) {
        var link = lab.onNode(node, "ip", "-o", "link", "show", "eth0").orFail().out().split("\\s+");
        return link[List.of(link).indexOf("link/ether") + 1];
    }

    private String dig(String node, String name) {
        return lab.onClient("dig", "+short", "+tries=1", "+time=1", "@" + lab.plan.address(node), name).out().strip();
    }
}
