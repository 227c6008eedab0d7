package io.fci.explore;

import static io.fci.explore.Explored.findsTwoOwners;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/// The protocol with one rule left out: each time there is a way to two owners, and it is the shortest one. So each rule
/// is needed, and the search can see.
class RulesTest {
    /// The owner is within its reaction time and still runs; the log has the loss already.
    @Test
    void acceptorsThatWaitATickTooLittle() {
        findsTwoOwners(Rule.WAIT_COVERS_REACTION);
    }

    /// The owner's clock loses a tick, so its lease lasts longer than everybody else thinks.
    @Test
    void acceptorsThatTrustClocksToRunAlike() {
        findsTwoOwners(Rule.DRIFT_ALLOWANCE);
    }

    /// The acknowledgement lies in a queue while the acceptor's wait runs.
    @Test
    void aLeaseCountedFromTheReceiptOfItsAcknowledgement() {
        findsTwoOwners(Rule.LEASE_FROM_SEND);
    }

    /// They believe whoever asks.
    @Test
    void acceptorsThatAttestWithARunningWait() {
        findsTwoOwners(Rule.ATTEST_AFTER_THE_WAIT);
    }

    /// One attests, acknowledges, and completes a majority for both.
    @Test
    void acceptorsThatAttestAndGoOnAcknowledging() {
        findsTwoOwners(Rule.ATTEST_REFUSES);
    }

    /// Who hints has promised nothing, and hears the owner again a moment later.
    @Test
    void silenceTakenForAnAttestation() {
        findsTwoOwners(Rule.HINT_IS_NO_EVIDENCE);
    }

    /// A leader that cannot hear the owner believes itself.
    @Test
    void oneAcceptorsOpinion() {
        findsTwoOwners(Rule.MAJORITY_OF_ACCEPTORS);
    }

    /// It attests, restarts, and acknowledges as if nothing had been.
    @Test
    void anAcceptorThatForgetsWhatItRefused() {
        findsTwoOwners(Rule.ACCEPTOR_REGISTERS);
    }

    /// It knows of no renewal, and takes that for silence.
    @Test
    void anAcceptorThatRestartsAndAttestsAtOnce() {
        findsTwoOwners(Rule.NEW_ACCEPTOR_WAITS);
    }

    /// What the old process attested counts, and the new one does not know of it.
    @Test
    void aNewGuardThatIsTakenForTheOldAcceptor() {
        findsTwoOwners(Rule.GUARD_UP_FORGETS);
    }

    /// An earlier request of the node is read as: it has just come back, its groups are free.
    @Test
    void aGuardUpThatComesLate() {
        findsTwoOwners(Rule.GUARD_UP_COMPARES);
    }

    /// The daemon asks again, naming an incarnation as over that its guard takes a moment later.
    @Test
    void aGuardUpForALifeThatMayStillBegin() {
        findsTwoOwners(Rule.GUARD_UP_AFTER_THE_LAST);
    }

    /// It wakes when the group is somewhere else.
    @Test
    void aDaemonThatChecksAndThenIsPaused() {
        findsTwoOwners(Rule.START_CHECKED_AT_THE_MOMENT);
    }

    /// The next owner starts what the last one still runs.
    @Test
    void releasedBeforeItIsStopped() {
        findsTwoOwners(Rule.RELEASED_AFTER_STOP);
    }

    /// The shortest way to two owners.
    @Test
    void deadBeforeEverythingHasEnded() {
        findsTwoOwners(Rule.DEAD_AFTER_TEARDOWN);
    }

    /// Who attested has forgotten that since, and acknowledges again.
    @Test
    void anAttestationByWhatTheAcceptorWasBefore() {
        findsTwoOwners(Rule.EVIDENCE_IS_OF_THE_PRESENT);
    }

    /// It was true of the life before.
    @Test
    void aLossTakenForThatOfTheNextLife() {
        findsTwoOwners(Rule.LOSS_NAMES_THE_INCARNATION);
    }

    /// It was true of the assignment before.
    @Test
    void aReleasedTakenForThatOfTheNextEpoch() {
        findsTwoOwners(Rule.RELEASED_NAMES_ITS_EPOCH);
    }

    /// It wakes after the group was stopped, and its place is still there.
    @Test
    void aStartThatWasUnderWayWhenTheGroupWasReleased() {
        findsTwoOwners(Rule.RELEASED_CLOSES_THE_EPOCH);
    }

    /// Guard and launcher are gone at once, and nothing else ends what runs.
    @Test
    void aLeaseThatEndsAndNobodyIsThere() {
        findsTwoOwners(Rule.SOMEBODY_ENDS_IT);
    }

    /// An answer could have told it, and it does not look.
    @Test
    void aMachineThatStoodStillWithItsClockAndDoesNotCompareIt() {
        findsTwoOwners(Rule.CLOCKS_ARE_COMPARED);
    }

    /// All whom it hears have refused it, and say nothing.
    @Test
    void aMachineThatStoodStillWithItsClockAndIsNotAnswered() {
        findsTwoOwners(Rule.REFUSALS_ARE_ANSWERED);
    }

    /// The limit: between its waking and the first answer nothing on the machine can know, whatever the rules are.
    @Test
    void aMachineThatStoodStillWithItsClockAndHasHeardNobodySince() {
        var found = Search.in(Scopes.FROZEN_WITH_ITS_CLOCK, Set.of(Invariant.ONE_RUNS_ALTHOUGH_ONE_SLEPT), 1_000_000);
        Explored.print("the limit", found);
        assertThat(found.counterExample()).isPresent();
    }

    /// A late Released of its first life ends its second.
    @Test
    void anEpochThatIsUsedAgainAfterOffline() {
        findsTwoOwners(Rule.EPOCH_NEVER_TWICE);
    }

    /// Its lease is over, and what runs there goes on all the same.
    @Test
    void aFencedGroupThatDoesNotWait() {
        findsTwoOwners(Rule.THE_END_OF_A_LEASE_IS_NOT_ENOUGH);
    }

    /// It repeats what it was told to do.
    @Test
    void aFencingDeviceThatConfirmsWhatItHasNotSeen() {
        findsTwoOwners(Rule.CONFIRMED_WHEN_OFF);
    }

    /// The machine has another plug since.
    @Test
    void whatADeviceConfirmedForAnAttemptThatIsOver() {
        findsTwoOwners(Rule.FENCED_NAMES_ITS_ORDER);
    }

    /// The person turned off its last life, and it has been turned on again since.
    @Test
    void aPersonsWordTakenForThatAboutTheNextLife() {
        findsTwoOwners(Rule.CONFIRMED_NAMES_THE_INCARNATION);
    }
}
