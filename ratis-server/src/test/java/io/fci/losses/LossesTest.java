package io.fci.losses;

import static io.fci.Station.N1;
import static io.fci.Station.N2;
import static io.fci.Station.N3;
import static org.assertj.core.api.Assertions.assertThat;

import io.fci.Station;
import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.log.Proposal;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.Sorted;
import io.fci.core.state.Takeover;
import io.fci.core.state.Sorted;
import io.fci.hands.FakeHands;
import io.fci.journal.NotDecided.NotDone;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Three voters, this node leads, and n3 is in doubt.
class LossesTest {
    private static final Duration AGE = Duration.ofMillis(420);

    private final Station station = new Station().up();
    private final Losses losses = station.losses;

    @AfterEach
    void close() {
        station.close();
    }

    @Test
    void belowAMajorityNobodyIsAsked() {
        silent(N1, acceptor(N1));
        silent(N1, acceptor(N1));
        assertThat(asked()).isZero();
        silent(N2, acceptor(N2));
        assertThat(asked()).isEqualTo(1);
        silent(N2, acceptor(N2));
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void hintsOfAnEarlierLifeOfAnAcceptorOrOfTheNodeItselfDoNotCount() {
        silent(N1, acceptor(N1));
        silent(N2, acceptor(N2) - 1);
        silent(N3, acceptor(N3));
        assertThat(asked()).isZero();
    }

    @Test
    void whoHearsTheNodeAgainDoesNotCountAnyMore() {
        silent(N1, acceptor(N1));
        losses.heard("n1", "n3", station.incarnation(N3));
        silent(N2, acceptor(N2));
        assertThat(asked()).isZero();
    }

    @Test
    void aHintThatIsNotRepeatedGrowsOld() {
        silent(N1, acceptor(N1));
        station.pass(3_000);
        silent(N2, acceptor(N2));
        assertThat(asked()).isZero();
    }

    @Test
    void aMajorityOfAttestsIsALossAndNothingIsRememberedOfIt() {
        attest(N1, acceptor(N1), 500);
        assertThat(lost()).isEmpty();
        attest(N2, acceptor(N2), 420);
        assertThat(lost()).singleElement().satisfies(command -> assertThat(command.evidence()).isEqualTo(
                new Evidence.Attests(Sorted.with(Sorted.with(Sorted.<NodeName, Long>empty(), N1, acceptor(N1)), N2,
                        acceptor(N2)), 420)));
        assertThat(station.journal.state().node(N3).orElseThrow().isUp()).isFalse();
        attest(N2, acceptor(N2), 420);
        silent(N2, acceptor(N2));
        assertThat(lost()).hasSize(1);
        assertThat(losses.remembered()).isZero();
    }

    @Test
    void attestsOfAnEarlierLifeOfAnAcceptorOrOfTheNodeItselfAreNotPartOfTheEvidence() {
        attest(N3, acceptor(N3), 10);
        attest(N2, acceptor(N2) - 1, 10);
        attest(N1, acceptor(N1), 500);
        assertThat(lost()).isEmpty();
        attest(N2, acceptor(N2), 420);
        assertThat(lost()).singleElement().satisfies(command -> assertThat(command.evidence()).isEqualTo(
                new Evidence.Attests(Sorted.with(Sorted.with(Sorted.<NodeName, Long>empty(), N1, acceptor(N1)), N2,
                        acceptor(N2)), 420)));
    }

    @Test
    void anAcceptorThatWasRestartedDoesNotCountUntilItAttestsAgain() {
        attest(N2, acceptor(N2), 420);
        station.decide(new Command.GuardUp(N2, "another guard", station.incarnation(N2), "lan", List.of(), List.of()));
        attest(N1, acceptor(N1), 500);
        assertThat(lost()).isEmpty();
        attest(N2, acceptor(N2), 470);
        assertThat(lost()).hasSize(1);
    }

    @Test
    void theWordOfTheNodesOwnGuardIsEnough() {
        losses.dead("n3", station.incarnation(N3));
        assertThat(lost()).singleElement()
                .satisfies(command -> assertThat(command.evidence()).isInstanceOf(Evidence.Dead.class));
    }

    @Test
    void theWordOfADownNodesGuardCountsWhileAGroupWaitsForIt() {
        long k = station.incarnation(N3);
        station.decide(new Command.CreateGroup(new GroupName("safe"), new GroupSpec(List.of(N3), List.of(),
                GroupSpec.FailoverPolicy.DEFAULT, List.of(new ResourceSpec(new ResourceName("app"), List.of(),
                        ResourcePolicy.DEFAULT, new ResourceKind.Process(List.of("/bin/app"), Sorted.empty(),
                                Optional.empty(), Optional.empty(), 15))),
                "", Takeover.MANUAL), Sorted.empty(), Group.Desired.ONLINE));
        attest(N1, acceptor(N1), 400);
        attest(N2, acceptor(N2), 420);
        assertThat(station.group("safe").waiting()).isPresent();
        int before = lost().size();
        attest(N1, acceptor(N1), 400);
        assertThat(lost()).as("that it is not heard is known").hasSize(before);
        losses.dead("n3", k);
        assertThat(lost()).hasSize(before + 1);
        assertThat(station.group("safe").waiting()).isEmpty();
        losses.dead("n3", k);
        assertThat(lost()).hasSize(before + 1);
        assertThat(losses.remembered()).isZero();
    }

    @Test
    void aLossThatIsNotDecidedIsProposedAgainWithTheNextWordAndNotBefore() {
        station.journal.failWith(Optional.of(new NotDone("no leader")));
        losses.dead("n3", station.incarnation(N3));
        assertThat(lost()).hasSize(1);
        losses.dead("n3", station.incarnation(N3));
        assertThat(lost()).hasSize(2);
        station.journal.failWith(Optional.empty());
        losses.dead("n3", station.incarnation(N3));
        assertThat(lost()).hasSize(3);
        losses.dead("n3", station.incarnation(N3));
        assertThat(lost()).hasSize(3);
    }

    @Test
    void whileALossIsUnderWayItIsNotProposedAgain() {
        station.journal.park();
        losses.dead("n3", station.incarnation(N3));
        losses.dead("n3", station.incarnation(N3));
        attest(N1, acceptor(N1), 500);
        assertThat(lost()).hasSize(1);
        station.journal.unpark();
        assertThat(station.journal.state().node(N3).orElseThrow().isUp()).isFalse();
    }

    @Test
    void whoDoesNotLeadListensAndIsSilentUntilItLeads() {
        station.journal.lead(false);
        silent(N1, acceptor(N1));
        silent(N2, acceptor(N2));
        attest(N1, acceptor(N1), 500);
        attest(N2, acceptor(N2), 420);
        assertThat(asked()).isZero();
        assertThat(lost()).isEmpty();
        station.journal.lead(true);
        station.decide(new Command.Barrier());
        assertThat(lost()).hasSize(1);
    }

    @Test
    void whenTheLeadersOwnNodeIsSilentOneOfThoseWhoSayItAsksAndStandsForElectionOnce() {
        station.journal.leadBy(Optional.of(N3));
        silent(N1, acceptor(N1));
        assertThat(station.journal.elections()).as("below a majority").isEmpty();
        silent(N2, acceptor(N2));
        silent(N2, acceptor(N2));
        silent(N1, acceptor(N1));
        assertThat(asked()).isPositive();
        assertThat(station.journal.elections()).containsExactly("stand against n3");
        // Nobody leads any more: that it is asked is still its affair.
        station.journal.leadBy(Optional.empty());
        int before = (int) asked();
        silent(N2, acceptor(N2));
        assertThat(asked()).isGreaterThan(before);
        assertThat(station.journal.elections()).hasSize(1);
    }

    @Test
    void nobodyStandsAgainstALeaderThatAMajorityHears() {
        station.journal.leadBy(Optional.of(N2));
        silent(N1, acceptor(N1));
        silent(N2, acceptor(N2));
        assertThat(asked()).isZero();
        // Of an earlier life of the acceptor, of the leader's own guard, or of an earlier life of the leader.
        station.journal.leadBy(Optional.of(N3));
        silent(N2, acceptor(N2) - 1);
        silent(N3, acceptor(N3));
        losses.silent("n2", acceptor(N2), "n3", station.incarnation(N3) - 1, AGE);
        losses.heard("n1", "n3", station.incarnation(N3));
        silent(N2, acceptor(N2));
        assertThat(station.journal.elections()).isEmpty();
    }

    @Test
    void oneStandsAndNotAll() {
        try (var second = new Losses(N2, station.journal, station.journal, station.hands, station.clock)) {
            station.journal.leadBy(Optional.of(N3));
            silent(N1, acceptor(N1));
            silent(N2, acceptor(N2));
            second.silent("n1", acceptor(N1), "n3", station.incarnation(N3), AGE);
            second.silent("n2", acceptor(N2), "n3", station.incarnation(N3), AGE);
        }
        assertThat(station.journal.elections()).as("the one with the lowest name").hasSize(1);
    }

    @Test
    void whoeverLeadsNextFindsWhatWasHeardBefore() {
        station.journal.leadBy(Optional.of(N2));
        silent(N1, acceptor(N1));
        silent(N2, acceptor(N2));
        attest(N1, acceptor(N1), 500);
        attest(N2, acceptor(N2), 420);
        assertThat(asked()).isZero();
        station.journal.lead(true);
        losses.leading();
        assertThat(lost()).hasSize(1);
        assertThat(losses.unheard()).isEmpty();
    }

    @Test
    void whoDoesNotHearWhomIsKnownWhileItIsSaid() {
        silent(N2, acceptor(N2));
        assertThat(losses.unheard()).hasSize(1).hasEntrySatisfying(N2, of -> assertThat(of).containsExactly(N3));
        station.pass(3_000);
        assertThat(losses.unheard()).isEmpty();
    }

    @Test
    void onlyWhatVotersSayOfPresentLivesIsRemembered() {
        long n3 = station.incarnation(N3);
        for (int i = 0; i < 1_000; i++) {
            losses.silent("n1", acceptor(N1), "n3", n3 + 1 + i, AGE);
            losses.attest("n1", acceptor(N1), "node-" + i, i, AGE);
            losses.dead("node-" + i, i);
            losses.silent("node-" + i, i, "n3", n3, AGE);
        }
        assertThat(losses.remembered()).isLessThanOrEqualTo(1);
        station.decide(new Command.GuardUp(N3, "guard-n3", n3, "lan", List.of(), List.of()));
        assertThat(losses.remembered()).isZero();
    }

    @Test
    void wordsAndEntriesAtTheSameTimeDoNotStopEachOther() throws Exception {
        try (var more = new Losses(N1, station.journal, station.journal, new FakeHands(), station.clock)) {
            var start = new CountDownLatch(1);
            var words = new Thread(() -> {
                await(start);
                for (int i = 0; i < 300; i++) {
                    more.dead("n3", station.incarnation(N3));
                    more.dead("n2", station.incarnation(N2));
                }
            });
            var entries = new Thread(() -> {
                await(start);
                for (int i = 0; i < 300; i++) {
                    var node = i % 2 == 0 ? N2 : N3;
                    station.journal.propose(Proposal.of(new Command.GuardUp(node, "guard-" + node,
                            station.incarnation(node), "lan", List.of(), List.of())));
                }
            });
            words.setDaemon(true);
            entries.setDaemon(true);
            words.start();
            entries.start();
            start.countDown();
            words.join(10_000);
            entries.join(10_000);
            assertThat(words.isAlive() || entries.isAlive()).isFalse();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void silent(NodeName acceptor, long a) {
        losses.silent(acceptor.value(), a, "n3", station.incarnation(N3), AGE);
    }

    private void attest(NodeName acceptor, long a, long silentMillis) {
        losses.attest(acceptor.value(), a, "n3", station.incarnation(N3), Duration.ofMillis(silentMillis));
    }

    private long acceptor(NodeName node) {
        return station.journal.state().node(node).orElseThrow().guard().orElseThrow().incarnation();
    }

    private long asked() {
        return station.hands.done().stream().filter(d -> d.equals("ask n3 " + station.incarnation(N3))).count();
    }

    private List<Command.NodeLost> lost() {
        return station.journal.proposed()
                .stream()
                .filter(Command.NodeLost.class::isInstance)
                .map(Command.NodeLost.class::cast)
                .toList();
    }
}
