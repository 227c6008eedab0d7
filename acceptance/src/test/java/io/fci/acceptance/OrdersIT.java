package io.fci.acceptance;

import static io.fci.acceptance.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// What was ordered is done once: by the diaries, which know every process that ever ran.
@Tag("long")
@TestInstance(Lifecycle.PER_CLASS)
class OrdersIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

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
    void aRestartedNodeCarriesOutNoOldOrder() {
        var audit = Instance.create(lab, "audit", 60);
        var first = audit.online();
        lab.fci("offline", "audit").orFail();
        lab.fci("online", "audit").orFail();
        var second = audit.online();
        assertThat(second.epoch()).isGreaterThan(first.epoch());
        // Somewhere else now, so the log of its first owner is full of orders that are over.
        lab.fci("move", "audit").orFail();
        var third = audit.online();
        assertThat(third.owner()).isNotEqualTo(second.owner());
        var lives = audit.diary().lives();
        assertThat(lives).as("one process for each epoch").hasSize(3);

        for (var node : lab.plan.others(third.owner())) {
            lab.kill(node);
            lab.start(node);
            lab.await(node + " is up", LIMIT, s -> s.node(node).up());
        }
        assertThat(audit.online()).as("restarts of the others change nothing").isEqualTo(third);
        var caller = audit.answers();
        assertThat(identities(audit)).as("no process was started or ended").isEqualTo(identities(lives));
        assertThat(caller.pid()).isEqualTo(lives.getLast().pid());

        // Taken offline, and then everyone restarts: what is offline is not started because it once was.
        lab.fci("offline", "audit").orFail();
        lab.kill(third.owner());
        lab.start(third.owner());
        lab.await(third.owner() + " is up", LIMIT, s -> s.node(third.owner()).up());
        assertThat(audit.seen().offline()).isTrue();
        assertThat(identities(audit)).isEqualTo(identities(lives));
        assertThat(audit.diary().overlaps()).isEmpty();
    }

    @Test
    void aProcessThatEndsIsRestartedWithinItsBudgetAndThenElsewhereAndThenGivenUp() {
        var brittle = Instance.create(lab, "brittle", 61, List.of("--exit-after", "1"), "--no-wait");
        var given = lab.await("brittle is given up", LIMIT,
                s -> s.group("brittle").filter(g -> g.state().equals("STATE_FAILED")).isPresent());
        var byEpoch = brittle.diary().lives().stream().collect(Collectors.groupingBy(Diary.Life::epoch));
        assertThat(byEpoch.keySet()).as("one ownership for the first node and one for each failover: %s", byEpoch)
                .hasSize(3);
        assertThat(byEpoch.values()).as("in each the process and one restart").allSatisfy(lives -> {
            assertThat(lives).hasSize(2);
            assertThat(lives.stream().map(Diary.Life::node).distinct()).hasSize(1);
        });
        assertThat(byEpoch.values().stream().map(lives -> lives.getFirst().node()).distinct()).as("nodes it ran on")
                .hasSize(3);
        assertThat(brittle.diary().overlaps()).isEmpty();
        assertThat(lab.fci("status").orFail().out()).contains("brittle is failed").contains("failed over 2 of 2 times");
        assertThat(given.online("brittle")).isFalse();
        lab.fci("delete", "brittle", "--force").orFail();
        lab.plan.nodes().forEach(node -> assertThat(Places.ofGroup(node, "brittle")).isEmpty());
    }

    @Test
    void whenAProcessIsKilledItsWholeTreeGoesBeforeItIsStartedAgain() {
        var family = Instance.create(lab, "family", 62, List.of("--child"));
        var owner = family.online().owner();
        var before = family.answers();
        var processes = Places.ofGroup(owner, "family");
        assertThat(processes).as("the service, and a grandchild in a session of its own").hasSize(2);
        // The service is the one that its diary knows by the group's own name; the grandchild has no idea that it died.
        var killed = lab.onNode(owner, "kill", "-9", "" + before.pid());
        assertThat(killed.code()).as(killed.err()).isZero();
        var after = eventually("a new process answers", LIMIT, family::call,
                caller -> caller.filter(c -> c.pid() != before.pid()).isPresent()).orElseThrow();
        assertThat(after.epoch()).as("a restart in place").isEqualTo(before.epoch());
        assertThat(Places.ofGroup(owner, "family")).hasSize(2).doesNotContainAnyElementsOf(processes);
        assertThat(family.diary().overlaps()).isEmpty();
        assertThat(Diary.read(lab.file("diary")).of("family-child").overlaps()).as("the grandchildren").isEmpty();

        lab.fci("offline", "family").orFail();
        assertThat(Places.ofGroup(owner, "family")).as("what ignores the polite signal ends as well").isEmpty();
    }

    private static List<String> identities(Instance instance) {
        return identities(instance.diary().lives());
    }

    private static List<String> identities(List<Diary.Life> lives) {
        return lives.stream().map(life -> life.node() + " " + life.epoch() + " " + life.pid()).toList();
    }
}
