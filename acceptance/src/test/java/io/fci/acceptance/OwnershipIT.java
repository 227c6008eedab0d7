package io.fci.acceptance;

import static io.fci.acceptance.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/// Never two owners, whatever happens to the owner. Each test leaves the cluster whole: three nodes up, the instance online.
@Tag("long")
@TestInstance(Lifecycle.PER_CLASS)
class OwnershipIT {
    private static final Duration FAILOVER = Duration.ofSeconds(20);
    private static final Duration WHOLE = Duration.ofSeconds(60);
    /// A node that gave leadership away lately rests a minute before it does again.
    private static final Duration LEADERSHIP = Duration.ofSeconds(100);

    private Lab lab;
    private Instance orders;

    @BeforeAll
    void up() {
        lab = Lab.up(Plan.DEFAULT);
        orders = Instance.create(lab, "orders", 50, List.of("--child"));
    }

    @AfterAll
    void down() {
        if (lab != null) {
            lab.close();
        }
    }

    @BeforeEach
    void wholeAndOnline() {
        lab.await("three nodes up and orders online", WHOLE,
                s -> s.nodes().stream().allMatch(Seen.Node::up) && s.online("orders"));
        orders.answers();
    }

    @Test
    void anOwnerThatIsCutOffHasStoppedBeforeAnotherOneStarts() {
        var before = orders.online();
        try (var sampler = Sampler.watching(orders); var calls = orders.calls()) {
            calls.next();
            lab.partition(before.owner());
            Measured.millis("owner cut off, last to first answer", calls.next().gapMillis());
            var after = orders.onlineAfter(before.epoch(), FAILOVER);
            assertThat(after.owner()).isNotEqualTo(before.owner());
            eventually("the processes of the old owner are gone", FAILOVER, () -> Places.ofGroups(before.owner()),
                    List::isEmpty);
            lab.heal(before.owner());
            lab.await(before.owner() + " is up again", WHOLE, s -> s.node(before.owner()).up());
            assertThat(orders.online()).as("a node that is back changes nothing").isEqualTo(after);
            assertNeverTwo(sampler.end());
        }
        assertThat(Places.ofGroups(before.owner())).as("processes on the standby").isEmpty();
        assertThat(addressesOn(before.owner())).as("addresses of the standby").doesNotContain(orders.address());
        assertLivesApart(before.epoch());
        var lives = orders.diary().lives();
        var old = lives.stream().filter(life -> life.epoch() == before.epoch()).toList().getLast();
        var next = lives.stream().filter(life -> life.epoch() > before.epoch()).toList().getFirst();
        Measured.millis("owner cut off, last sign of its process to the first of the next one",
                (next.first() - old.last()) / 1e6);
    }

    @Test
    void aKilledGuardTakesItsProcessesWithItAtOnce() {
        var before = orders.online();
        var processes = Places.ofGroup(before.owner(), "orders");
        assertThat(processes).as("service and its grandchild").hasSizeGreaterThanOrEqualTo(2);
        var command = new ArrayList<>(
                List.of(Tool.python(), lab.bring("killed.py").toString(), "" + Places.guard(before.owner())));
        processes.forEach(pid -> command.add("" + pid));
        try (var sampler = Sampler.watching(orders); var calls = orders.calls()) {
            calls.next();
            var took = JsonParser.parseString(Shell.run(java.util.Map.of(), FAILOVER, command).orFail().out())
                    .getAsJsonObject();
            double worst = 0;
            for (var pid : processes) {
                var millis = took.get("" + pid);
                assertThat(millis.isJsonNull()).as("process %s of %s outlived its guard", pid, took).isFalse();
                worst = Math.max(worst, millis.getAsDouble());
            }
            Measured.millis("guard killed, until its last process was dead", worst);
            assertThat(worst).isLessThan(200);
            Measured.millis("guard killed, last to first answer", calls.next().gapMillis());
            orders.onlineAfter(before.epoch(), FAILOVER);
            lab.await("three nodes up", WHOLE, s -> s.nodes().stream().allMatch(Seen.Node::up));
            assertNeverTwo(sampler.end());
        }
        assertLivesApart(before.epoch());
    }

    @Test
    void aKilledDaemonGivesItsGroupsAwayWithoutWaitingForALease() {
        var before = orders.online();
        try (var sampler = Sampler.watching(orders); var calls = orders.calls()) {
            calls.next();
            for (var pid : Places.ofDaemon(before.owner())) {
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
            Measured.millis("daemon killed, last to first answer", calls.next().gapMillis());
            orders.onlineAfter(before.epoch(), FAILOVER);
            lab.await("three nodes up", WHOLE, s -> s.nodes().stream().allMatch(Seen.Node::up));
            assertNeverTwo(sampler.end());
        }
        assertThat(lab.fci("get", "operations", "-o", "json").orFail().out())
                .as("the reason is the node's own word and not silence")
                .contains("its guard stopped everything");
        assertLivesApart(before.epoch());
    }

    @Test
    void aFrozenDaemonKeepsItsGroupsForTheGraceAndThenGivesThemAway() {
        var before = orders.online();
        try (var sampler = Sampler.watching(orders); var calls = orders.calls()) {
            calls.next();
            lab.pause(before.owner(), "daemon");
            long paused = BootTime.now();
            var next = calls.next();
            double grace = (next.ns() - paused) / 1e6;
            Measured.millis("daemon frozen, until the first answer from another node", grace);
            Measured.millis("daemon frozen, last to first answer", next.gapMillis());
            assertThat(grace).as("the guard is patient with a daemon that is only slow").isGreaterThan(5_000);
            assertThat(next.gapMillis()).as("the service ran through the grace").isLessThan(5_000);
            orders.onlineAfter(before.epoch(), FAILOVER);
            lab.resume(before.owner());
            lab.await("three nodes up", WHOLE, s -> s.nodes().stream().allMatch(Seen.Node::up));
            assertNeverTwo(sampler.end());
        } finally {
            lab.resume(before.owner());
        }
        assertLivesApart(before.epoch());
    }

    /// Thawed, a process runs on until its guard, thawed with it, has compared the clock: that is not nothing, so it is measured.
    @Test
    void aFrozenMachineThatThawsStopsAtOnceAndNoClientMeetsIt() {
        var before = orders.online();
        try (var sampler = Sampler.watching(orders); var calls = orders.calls()) {
            calls.next();
            lab.pause(before.owner());
            var next = calls.next();
            Measured.millis("owner frozen, last to first answer", next.gapMillis());
            var after = orders.onlineAfter(before.epoch(), FAILOVER);
            assertThat(after.owner()).isNotEqualTo(before.owner());
            long thawed = BootTime.now();
            lab.resume(before.owner());
            eventually("the processes of the thawed machine are gone", FAILOVER, () -> Places.ofGroups(before.owner()),
                    List::isEmpty);
            lab.await("three nodes up", WHOLE, s -> s.nodes().stream().allMatch(Seen.Node::up));
            assertThat(orders.online()).as("a machine that woke up changes nothing").isEqualTo(after);
            assertThat(calls.end()).as("answers after the first one of the new owner").hasSize(1)
                    .allSatisfy(change -> assertThat(change.caller()).isEmpty());
            double ran = orders.diary().lives().stream()
                    .filter(life -> life.epoch() == before.epoch())
                    .mapToDouble(life -> (life.last() - thawed) / 1e6)
                    .max()
                    .orElseThrow();
            Measured.millis("machine thawed, from the command to the last sign of its old process", Math.max(0, ran));
            assertThat(ran).as("how long the old process ran, with the command that thawed it, in ms").isLessThan(500);
            double held = sampler.end().lostAfter(thawed, before.owner());
            Measured.millis("machine thawed, from the command to the end of its address", held);
            assertThat(held).isLessThan(1_000);
        } finally {
            lab.resume(before.owner());
        }
    }

    /// Nothing of the guard can act, so others must: the launcher ends the processes, the kernel's gate makes the address
    /// mute before anybody else may take it, and the kernel's timer takes it off the interface up to two seconds later.
    @Test
    void aFrozenGuardsProcessesEndBeforeAnotherNodeStartsAndItsAddressIsMuteUntilItGoes() {
        var before = orders.online();
        try (var sampler = Sampler.watching(orders); var calls = orders.calls()) {
            calls.next();
            long frozen = BootTime.now();
            lab.pause(before.owner(), "guard");
            Measured.millis("guard frozen, last to first answer", calls.next().gapMillis());
            var after = orders.onlineAfter(before.epoch(), FAILOVER);
            assertThat(after.owner()).isNotEqualTo(before.owner());
            assertThat(Places.ofGroups(before.owner())).as("processes of the node whose guard still stands still")
                    .isEmpty();
            eventually("the kernel took the address from the frozen guard", FAILOVER,
                    () -> addressesOn(before.owner()), there -> !there.contains(" " + orders.address() + "/"));
            lab.resume(before.owner());
            lab.await("three nodes up", WHOLE, s -> s.nodes().stream().allMatch(Seen.Node::up));
            assertThat(orders.online()).as("a guard that woke up changes nothing").isEqualTo(after);
            assertThat(calls.end()).as("answers after the first one of the new owner").hasSize(1)
                    .allSatisfy(change -> assertThat(change.caller()).isEmpty());
            double held = sampler.end().lostAfter(frozen, before.owner());
            Measured.millis("guard frozen, until the kernel took its address", held);
            assertThat(held).isLessThan(4_000);
        } finally {
            lab.resume(before.owner());
        }
        assertLivesApart(before.epoch());
    }

    /// The leader hears of silence through its own guard, and its own guard stands still: others have to lead.
    @Test
    void anOwnerThatLeadsAndWhoseGuardFreezesIsTakenOverAllTheSame() {
        var before = onTheLeader();
        try (var calls = orders.calls()) {
            calls.next();
            assertThat(lab.seen().leader()).isEqualTo(before.owner());
            lab.pause(before.owner(), "guard");
            var next = calls.next();
            Measured.millis("guard of an owner that leads frozen, last to first answer", next.gapMillis());
            assertThat(next.gapMillis()).isLessThan(3_000);
            var after = orders.onlineAfter(before.epoch(), FAILOVER);
            assertThat(after.owner()).isNotEqualTo(before.owner());
            lab.await("another node leads, and the status tells of the silence", FAILOVER,
                    s -> !s.leader().isEmpty() && !s.leader().equals(before.owner()) && quiet(s, before.owner()));
            lab.resume(before.owner());
            lab.await("three nodes up and nothing told of a silence", WHOLE,
                    s -> s.nodes().stream().allMatch(Seen.Node::up) && !quiet(s, before.owner()));
            // Its address stays on its interface for a while, mute: what clients meet is what counts.
            assertThat(calls.end()).as("answers after the first one of the new owner").hasSize(1)
                    .allSatisfy(change -> assertThat(change.caller()).isEmpty());
        } finally {
            lab.resume(before.owner());
        }
        assertLivesApart(before.epoch());
    }

    @Test
    void leadershipLeavesTheOwnerWhenNothingElseGoesOn() {
        var before = onTheLeader();
        lab.await("another node leads", LEADERSHIP, s -> !s.leader().isEmpty() && !s.leader().equals(before.owner()));
        assertThat(orders.online()).as("leadership is no affair of the group").isEqualTo(before);
    }

    /// A busy machine may elect somebody else between two looks.
    private Seen.Group onTheLeader() {
        return eventually("the owner leads", WHOLE, () -> {
            var leader = lab.seen().leader();
            if (!leader.isEmpty() && !orders.online().owner().equals(leader)) {
                lab.fci("move", "orders", leader).orFail();
            }
            return orders.online();
        }, group -> lab.seen().leader().equals(group.owner()));
    }

    private static boolean quiet(Seen seen, String node) {
        return seen.node(node).concerns().stream().anyMatch(c -> c.startsWith("its guard has said nothing for"));
    }

    private static void assertNeverTwo(Sampler.Samples samples) {
        Measured.millis("address sampled " + samples.rounds() + " times, at most apart", samples.widestMillis());
        assertThat(samples.violations())
                .as("moments at which two nodes had the address; changes: %s", samples.changes()).isEmpty();
        assertThat(samples.rounds()).isGreaterThan(1_000);
    }

    /// @param epoch the one before the event; what other tests did to earlier ones is their affair
    private void assertLivesApart(long epoch) {
        assertThat(orders.diary().since(epoch).overlaps()).as("processes of two owners alive at one time").isEmpty();
        assertThat(Diary.read(lab.file("diary")).of("orders-child").since(epoch).overlaps()).as("and their children")
                .isEmpty();
    }

    private String addressesOn(String node) {
        return lab.onNode(node, "ip", "-o", "addr").orFail().out();
    }
}
