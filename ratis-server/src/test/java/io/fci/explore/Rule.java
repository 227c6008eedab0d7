package io.fci.explore;

/// What the protocol stands on. Each can be left out of the wiring around the real code; then two owners are found.
enum Rule {
    /// An acceptor waits longer than lease and reaction together.
    WAIT_COVERS_REACTION,
    /// An acceptor's wait allows for clocks that run apart.
    DRIFT_ALLOWANCE,
    /// A lease counts from when its renewal was sent.
    LEASE_FROM_SEND,
    /// An acceptor attests only when its wait has run out.
    ATTEST_AFTER_THE_WAIT,
    /// An acceptor that attested never acknowledges that incarnation again.
    ATTEST_REFUSES,
    /// SILENT is a hint: only who was asked, and refused, attests.
    HINT_IS_NO_EVIDENCE,
    /// A node is lost when a majority of acceptors says so.
    MAJORITY_OF_ACCEPTORS,
    /// An acceptor that restarted says nothing before its GuardUp is applied.
    ACCEPTOR_REGISTERS,
    /// An acceptor that restarted takes every holder for just heard.
    NEW_ACCEPTOR_WAITS,
    /// The GuardUp of a new guard begins a new acceptor incarnation.
    GUARD_UP_FORGETS,
    /// GuardUp names its predecessor, and is refused when that is not the last one.
    GUARD_UP_COMPARES,
    /// A daemon asks for a new life only when its guard will never take the last one any more.
    GUARD_UP_AFTER_THE_LAST,
    /// The guard checks lease and epoch in the step that starts something.
    START_CHECKED_AT_THE_MOMENT,
    /// Released is proposed when nothing of the epoch runs any more.
    RELEASED_AFTER_STOP,
    /// DEAD is said when nothing of the incarnation runs any more.
    DEAD_AFTER_TEARDOWN,
    /// Every assignment has a new epoch, also on the same node.
    EPOCH_NEVER_TWICE,
    /// Of attestations those count that are of the acceptors as they are now.
    EVIDENCE_IS_OF_THE_PRESENT,
    /// A loss names the incarnation that is over, and no other is.
    LOSS_NAMES_THE_INCARNATION,
    /// Released names the epoch that it ends, and ends no other.
    RELEASED_NAMES_ITS_EPOCH,
    /// With Released the guard closes the epoch, so that a start that was under way fails.
    RELEASED_CLOSES_THE_EPOCH,
    /// When a lease has ended, somebody ends what ran under it within the reaction time: the guard, or else the launcher.
    SOMEBODY_ENDS_IT,
    /// A guard compares the acceptors' clocks with its own.
    CLOCKS_ARE_COMPARED,
    /// An acceptor that refuses says so, and what its clock shows.
    REFUSALS_ARE_ANSWERED,
    /// A group whose policy asks for fencing waits for it when its owner's lease is over.
    THE_END_OF_A_LEASE_IS_NOT_ENOUGH,
    /// A fencing device confirms what it has seen, not what it was told.
    CONFIRMED_WHEN_OFF,
    /// What a fencing device confirmed counts for the attempt that was given out last, and for no other.
    FENCED_NAMES_ITS_ORDER,
    /// A person confirms the end of one incarnation, and of no other.
    CONFIRMED_NAMES_THE_INCARNATION
}
