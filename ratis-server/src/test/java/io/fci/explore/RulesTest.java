package io.fci.explore;

import static io.fci.explore.Explored.findsTwoOwners;

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

    /// A late Released of its first life ends its second.
    @Test
    void anEpochThatIsUsedAgainAfterOffline() {
        findsTwoOwners(Rule.EPOCH_NEVER_TWICE);
    }
}
