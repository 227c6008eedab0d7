package io.fci.monitor;

import static io.fci.Station.GUARD;
import static io.fci.Station.N1;
import static io.fci.Station.N2;
import static org.assertj.core.api.Assertions.assertThat;

import io.fci.Station;
import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Life;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.Sorted;
import io.fci.core.state.Takeover;
import io.fci.core.state.Teardown;
import io.fci.guard.wire.LeaseHealth;
import io.fci.hands.FakeHands;
import io.fci.hands.HandsRefused.Reason;
import io.fci.hands.Standing;
import io.fci.journal.NotDecided.MaybeDone;
import io.fci.journal.NotDecided.NotDone;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeLifeTest {
    private static final UUID OTHER = UUID.fromString("00000000-0000-4000-8000-000000000002");

    private final Station station = new Station();

    @AfterEach
    void close() {
        station.close();
    }

    @Test
    void whatIsWrongWithTheLeaseIsReportedOnceAndTakenBackWhenItIsOver() throws Exception {
        station.up();
        station.life.health(health(60_000));
        station.await("a concern", () -> concerns().equals(List.of("no lease acknowledgements from n2 (UDP port 3)")));
        station.life.health(health(61_000));
        station.life.health(health(10));
        quiet();
        assertThat(station.journal.decided()).filteredOn(Command.ReportConcerns.class::isInstance).hasSize(1);
        station.clock.advance(5_000);
        station.life.health(health(10));
        station.await("no concern", () -> concerns().isEmpty());
    }

    private List<String> concerns() {
        return station.journal.state().node(N1).orElseThrow().concerns();
    }

    private static LeaseHealth health(long unheard) {
        return new LeaseHealth(1, 0, 100, 0, 0, 0, 0, List.of(new LeaseHealth.Peer("n2", unheard, 0, 0, 0, 0, 0, 0)));
    }

    @Test
    void nothingIsAskedBeforeTheNodeIsReady() throws Exception {
        station.hands.welcome(GUARD);
        quiet();
        assertThat(asked()).isEmpty();
        station.life.ready();
        awaitAdopted();
        assertThat(asked()).hasSize(1);
    }

    @Test
    void aRequestThatWasNotDecidedIsMadeAgain() {
        station.journal.failWith(Optional.of(new NotDone("no leader")));
        station.hands.welcome(GUARD);
        station.life.ready();
        station.await("asked twice", () -> asked().size() >= 2);
        station.journal.failWith(Optional.empty());
        awaitAdopted();
    }

    @Test
    void aRequestWhoseAnswerIsLostIsFoundInTheLog() {
        station.journal.answerWith(Optional.of(new MaybeDone("no answer")));
        station.up();
        assertThat(asked()).hasSize(1);
    }

    @Test
    void aRequestThatAnotherOneOvertookIsMadeAnew() {
        station.journal.park();
        station.hands.welcome(GUARD);
        station.life.ready();
        station.await("asked", () -> asked().size() == 1);
        station.decide(new Command.GuardUp(N1, OTHER.toString(), 0, "lan", List.of(), List.of()));
        long other = station.incarnation();
        station.journal.unpark();
        awaitAdopted();
        assertThat(asked().getLast().previousIncarnation()).isEqualTo(other);
        assertThat(station.hands.done()).doesNotContain("adopt " + other);
    }

    @Test
    void anIncarnationThatTheGuardRefusesIsReplaced() {
        station.hands.faults().refuseNext("adopt", Reason.NOT_ADOPTED);
        station.up();
        assertThat(asked()).hasSize(2);
        assertThat(asked().getLast().previousIncarnation()).isPositive();
    }

    @Test
    void anAdoptionThatMayHaveHappenedIsNeverFollowedByARequestForAnotherLife() throws Exception {
        station.hands.faults().loseNextAnswer("adopt");
        station.up().create().awaitOnline();
        quiet();
        assertThat(asked()).hasSize(1);
        station.hands.beginLoss("a test");
        quiet();
        assertThat(asked()).hasSize(1);
        station.hands.finishLoss("a test");
        station.await("a new life", () -> asked().size() == 2);
        awaitAdopted();
    }

    @Test
    void anAdoptionThatMayHaveHappenedAndDidNotIsTriedAgain() {
        station.hands.faults().refuseNext("adopt", Reason.TIMEOUT);
        station.up();
        assertThat(asked()).hasSize(1);
    }

    @Test
    void anAdoptionThatMayHaveHappenedEndsWithTheConnection() {
        station.hands.faults().refuse("adopt", Reason.UNREACHABLE);
        station.hands.welcome(GUARD);
        station.life.ready();
        station.await("refused", () -> station.hands.faults().refusals("adopt") >= 2);
        assertThat(asked()).hasSize(1);
        station.hands.faults().allow("adopt");
        station.hands.disconnect();
        station.hands.welcome(OTHER);
        station.await("adopted", () -> station.hands.done().contains("adopt " + station.incarnation()));
        assertThat(asked().getLast().guardUuid()).isEqualTo(OTHER.toString());
    }

    @Test
    void aDoubtfulAdoptionThatTheLogHasEndedIsClearedUp() throws Exception {
        station.hands.faults().loseNextAnswer("adopt");
        station.hands.faults().freeze("adopt");
        station.hands.welcome(GUARD);
        station.life.ready();
        station.hands.faults().awaitFrozen("adopt");
        station.decide(new Command.NodeLost(N1, station.incarnation(), new Evidence.Dead("a test")));
        station.hands.faults().thaw("adopt");
        station.await("the guard knows", () -> station.hands.lastView().contains(
                new Standing("n1", station.incarnation(), true)));
        station.hands.lose("the log says so");
        station.await("a new life", () -> asked().size() == 2);
        awaitAdopted();
    }

    @Test
    void aLostLeaseIsFollowedByANewLifeOfTheSameGuardOnceNothingIsLeft() throws Exception {
        station.up();
        long first = station.incarnation();
        station.hands.beginLoss("a test");
        quiet();
        assertThat(asked()).hasSize(1);
        station.hands.finishLoss("a test");
        station.await("a new life", () -> station.incarnation() > first);
        awaitAdopted();
        assertThat(asked()).extracting(Command.GuardUp::guardUuid).containsExactly(GUARD.toString(), GUARD.toString());
        assertThat(asked().getLast().previousIncarnation()).isEqualTo(first);
    }

    @Test
    void whatTheGuardDidAtALossIsPartOfTheRecord() {
        station.up();
        long first = station.incarnation();
        station.hands.lose("the lease ended");
        station.await("a new life", () -> station.incarnation() > first);
        awaitAdopted();
        var told = new Teardown(first, "the lease ended", List.of(new Teardown.Step("processes", 1_250)));
        assertThat(asked().getLast().teardown()).contains(told);
        assertThat(station.journal.state().node(N1).orElseThrow().teardown()).contains(told);
        // Told once; what an earlier guard left behind belongs to the last life that the log knows.
        long second = station.incarnation();
        station.life.disconnected();
        station.life.tornDown(new Teardown(0, "the guard was gone", List.of()));
        station.hands.welcome(OTHER);
        station.await("a third life", () -> station.incarnation() > second);
        assertThat(asked().getLast().teardown())
                .contains(new Teardown(second, "the guard was gone", List.of()));
    }

    /// However long it waits: only a guard that says that the machine is clean makes a node that may run something.
    @Test
    void withoutALivingGuardANodeHasNoLifeAndGetsNoGroups() throws Exception {
        station.life.ready();
        quiet();
        assertThat(asked()).isEmpty();
        station.create();
        assertThat(station.group().owner().map(o -> o.node())).isNotEqualTo(Optional.of(N1));
        station.hands.welcome(GUARD);
        awaitAdopted();
        station.hands.disconnect();
        quiet();
        assertThat(asked()).hasSize(1);
    }

    @Test
    void anotherGuardIsAnotherLife() throws Exception {
        station.up();
        station.hands.disconnect();
        quiet();
        assertThat(asked()).hasSize(1);
        station.hands.welcome(OTHER);
        station.await("a new life", () -> asked().size() == 2);
        awaitAdopted();
        assertThat(asked().getLast().guardUuid()).isEqualTo(OTHER.toString());
        assertThat(station.hands.done().stream().filter(d -> d.startsWith("adopt"))).hasSize(2);
    }

    @Test
    void theGuardIsToldWhatTheLogSaysOfEveryNodeAfterEachChange() {
        station.up();
        station.decide(new Command.NodeLost(N2, station.incarnation(N2), new Evidence.Dead("a test")));
        station.await("n2 is over", () -> station.hands.lastView().contains(
                new Standing("n2", station.incarnation(N2), true)));
        station.hands.disconnect();
        station.hands.welcome(OTHER);
        station.await("adopted", () -> station.hands.done().contains("adopt " + station.incarnation()));
        assertThat(station.hands.lastView()).containsExactly(
                new Standing("n1", station.incarnation(), false),
                new Standing("n2", station.incarnation(N2), true),
                new Standing("n3", station.incarnation(Station.N3), false));
        station.decide(new Command.GuardUp(N2, "guard-n2", station.incarnation(N2), "lan", List.of(), List.of()));
        station.await("n2 is back", () -> station.hands.lastView().contains(
                new Standing("n2", station.incarnation(N2), false)));
    }

    @Test
    void aViewThatGotLostIsRepeated() {
        station.up();
        station.await("told again although nothing changed", () -> station.hands.views() >= 1);
    }

    @Test
    void aNodeThatTheLogCallsLostTellsItsGuardAndBeginsANewLife() {
        station.up();
        long first = station.incarnation();
        station.decide(new Command.NodeLost(N1, first, new Evidence.Dead("a test")));
        station.await("the guard knows", () -> station.hands.lastView().contains(new Standing("n1", first, true)));
        station.hands.lose("the log says so");
        station.await("a new life", () -> station.incarnation() > first);
        awaitAdopted();
    }

    @Test
    void aRequestThatIsRefusedForGoodIsNotRepeatedAtOnce() throws Exception {
        var hands = new FakeHands();
        try (var life = new NodeLife(new NodeName("n1"), station.journal, hands, station.clock,
                () -> List.of("nonsense"), why -> {})) {
            life.ready();
            life.welcome(OTHER, "lan", List.of());
            life.reach(true, List.of());
            station.await("asked", () -> asked().size() == 1);
            quiet();
            assertThat(asked()).hasSize(1);
            station.passUntil("asked again", () -> asked().size() == 2);
        }
    }

    /// The guard holds what it holds for the newer one: a request of this one would declare that over while it runs.
    @Test
    void aDaemonThatANewerOneReplacedAsksForNothingAndEnds() throws Exception {
        for (var hears : List.of(Reason.SUPERSEDED, Reason.TIMEOUT)) {
            var ended = new CompletableFuture<Throwable>();
            var hands = new FakeHands();
            hands.faults().refuse("adopt", hears);
            int before = asked().size();
            try (var life = new NodeLife(new NodeName("n1"), station.journal, hands, station.clock, List::of,
                    ended::complete)) {
                life.ready();
                life.welcome(UUID.randomUUID(), "lan", List.of());
                life.reach(true, List.of());
                station.await("refused", () -> hands.faults().refusals("adopt") >= 1);
                if (hears == Reason.TIMEOUT) {
                    life.superseded();
                }
                assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(NodeLife.Superseded.class);
                life.disconnected();
                life.welcome(UUID.randomUUID(), "lan", List.of());
                life.reach(true, List.of());
                quiet();
                assertThat(asked()).hasSize(before + 1);
            }
        }
    }

    @Test
    void aLoopThatDiesEndsTheProcess() throws Exception {
        var died = new CompletableFuture<Throwable>();
        var hands = new FakeHands();
        try (var life = new NodeLife(new NodeName("n1"), station.journal, hands, station.clock, () -> {
            throw new IllegalStateException("the interfaces of this machine cannot be read");
        }, died::complete)) {
            life.ready();
            life.welcome(OTHER, "lan", List.of());
            life.reach(true, List.of());
            assertThat(died.get(10, TimeUnit.SECONDS)).hasMessageContaining("cannot be read");
        }
    }

    /// The others have given it up already, and a group waits for a person; nothing of it is left here, and nobody else knows.
    @Test
    void aNodeThatIsDownSaysThatItIsOverWhileAGroupWaitsForIt() {
        station.up();
        long first = station.incarnation();
        station.decide(new Command.CreateGroup(new GroupName("safe"), new GroupSpec(List.of(), List.of(N1),
                GroupSpec.FailoverPolicy.DEFAULT, List.of(new ResourceSpec(new ResourceName("app"), List.of(),
                        ResourcePolicy.DEFAULT, new ResourceKind.Process(List.of("/bin/app"), Sorted.empty(),
                                Optional.empty(), Optional.empty(), 15))),
                "", Takeover.MANUAL), Sorted.empty(), Group.Desired.ONLINE));
        station.hands.unanswered("n2", "n3");
        var acceptors = new TreeMap<NodeName, Long>();
        List.of(Station.N2, Station.N3).forEach(other -> acceptors.put(other, station.journal.state().node(other)
                .orElseThrow().guard().orElseThrow().incarnation()));
        station.decide(new Command.NodeLost(N1, first, new Evidence.Attests(acceptors, 400)));
        assertThat(station.group("safe").waiting()).isPresent();
        station.hands.lose("a test");
        station.passUntil("nobody waits any more", () -> station.group("safe").owner().isPresent());
        assertThat(station.group("safe").owner().orElseThrow().node()).isNotEqualTo(N1);
    }

    @Test
    void aNodeThatCouldHoldNoLeaseGivesItsGroupsAwayAndSaysWhy() throws Exception {
        station.up().create().awaitOnline();
        long first = station.incarnation();
        station.hands.unanswered("n2", "n3");
        station.hands.lose("a test");
        var why = "no lease acknowledgements from n2, n3 (UDP port 3): this node takes no groups";
        station.await("it is down", () -> station.journal.state().node(N1).orElseThrow().life()
                .equals(new Life.Down(first, "its guard stopped everything: " + why)));
        assertThat(station.owner().node()).isNotEqualTo(N1);
        station.await("why", () -> concerns().equals(List.of(why)));
        quiet();
        assertThat(asked()).hasSize(1);
        assertThat(station.journal.decided()).filteredOn(Command.NodeLost.class::isInstance).hasSize(1);
        station.hands.unanswered("n3");
        station.await("a new life", () -> station.incarnation() > first);
        awaitAdopted();
        assertThat(concerns()).isEmpty();
    }

    @Test
    void aNodeThatIsSwitchedOnWithoutALeasePlaneDoesNotJoinAndSaysWhy() throws Exception {
        station.hands.unanswered("n2", "n3");
        station.hands.welcome(GUARD);
        station.life.ready();
        station.await("why", () -> concerns().equals(
                List.of("no lease acknowledgements from n2, n3 (UDP port 3): this node takes no groups")));
        assertThat(station.journal.state().node(N1).orElseThrow().life()).isEqualTo(new Life.Never());
        assertThat(asked()).isEmpty();
        station.hands.unanswered();
        awaitAdopted();
    }

    @Test
    void nothingIsAskedBeforeTheGuardHasSaidWhomItReaches() throws Exception {
        station.life.welcome(GUARD, "lan", List.of());
        station.life.ready();
        quiet();
        assertThat(asked()).isEmpty();
        station.life.reach(true, List.of());
        station.await("asked", () -> asked().size() == 1);
    }

    /// Long enough for a repetition that must not be.
    private static void quiet() throws InterruptedException {
        new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
    }

    private void awaitAdopted() {
        station.await("adopted", () -> station.hands.done().contains("adopt " + station.incarnation()));
    }

    private List<Command.GuardUp> asked() {
        return station.journal.proposed()
                .stream()
                .filter(Command.GuardUp.class::isInstance)
                .map(Command.GuardUp.class::cast)
                .toList();
    }
}
