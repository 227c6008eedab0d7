package io.fci.sim;

import java.util.Arrays;
import java.util.Optional;

/// What the wiring must do so that no group ever has two owners and none is stuck. Each can be left undone, and the simulator
/// must then see it: that is how we know that it sees.
enum Rule {
    /// An acceptor waits D' and no less.
    THE_WAIT_COVERS_THE_LEASE,
    /// A lease counts from when its renewal was sent.
    THE_LEASE_COUNTS_FROM_THE_SEND,
    /// An acceptor that attested never acknowledges that incarnation again.
    AN_ATTESTATION_REFUSES,
    /// SILENT is a hint: only who was asked, and refused, attests.
    SILENCE_IS_NO_EVIDENCE,
    /// A loss names the incarnation that is over, and no other is.
    A_LOSS_NAMES_THE_INCARNATION,
    /// A group is released after its end was verified.
    RELEASE_FOLLOWS_THE_STOP,
    /// Released names the epoch that it ends, and ends no other.
    A_RELEASE_NAMES_ITS_EPOCH,
    /// With its release an epoch is closed, so that a start that was under way fails.
    A_RELEASE_CLOSES_THE_EPOCH,
    /// A majority of acceptors attests a loss.
    LOSS_NEEDS_A_MAJORITY,
    /// Whatever is started is checked against the lease at that moment.
    STARTS_CHECK_THE_LEASE,
    /// A node's death is announced after everything of it is gone.
    DEAD_FOLLOWS_THE_TEARDOWN,
    /// A new life is asked for after everything of the last one is gone.
    LIFE_FOLLOWS_THE_TEARDOWN,
    /// GuardUp names its predecessor, and is refused when that is not the last one.
    A_NEW_LIFE_NAMES_THE_LAST,
    /// A daemon asks for a new life only when its guard will never take the last one any more.
    A_NEW_LIFE_WAITS_FOR_THE_LAST,
    /// The GuardUp of a new guard begins a new acceptor incarnation.
    A_NEW_GUARD_IS_A_NEW_ACCEPTOR,
    /// A new guard that remembers nothing waits as if it had just acknowledged everyone.
    A_NEW_ACCEPTOR_WAITS,
    /// The guard ends everything when its lease ends.
    THE_LEASE_ENDS_EVERYTHING,
    /// A guard compares the acceptors' clocks with its own: a machine that was frozen with its clock gives up its lease with the
    /// first answer that it hears.
    CLOCKS_ARE_COMPARED,
    /// An acceptor that refuses says so, and what its clock shows.
    REFUSALS_ARE_ANSWERED,
    /// A node whose guard reaches no majority on the lease plane asks for no life and says that its last one is over. Without it
    /// the groups of such a node wait for a lease that cannot be had.
    A_LIFE_IS_FOR_WHO_CAN_HOLD_IT,
    /// When the guard sleeps past its deadline, its launcher ends the groups.
    THE_LAUNCHER_WATCHES_THE_DEADLINE,
    /// Past the deadline the kernel lets no address answer.
    THE_GATE_CLOSES_IN_TIME,
    /// A launcher that ends the groups removes their places too: a guard that was frozen between check and start would start.
    A_LATE_START_FINDS_NO_PLACE,
    /// What a guard finds running at the end of an epoch is stopped once more: a start that was given up may have come true
    /// after its stop. Without it a group can stay "stopping" for ever.
    WHAT_IS_LEFT_IS_STOPPED_AGAIN,
    /// A report that took effect after a newer one is corrected. Without it a group that runs can stay "starting" for ever.
    A_REPORT_THAT_WAS_OVERTAKEN_IS_REPEATED,
    /// A group whose policy asks for more than the end of a lease waits for it.
    A_FENCED_GROUP_WAITS,
    /// A fencing device that says that it is done is asked whether the machine is off.
    A_DEVICE_IS_ASKED_FOR_THE_STATE,
    /// What the guard cannot end in time, the watchdog ends with the machine.
    A_WATCHDOG_ENDS_WHAT_IS_STUCK,
    /// A node whose last life a group waits for says that it is over, also when it is down already. Without it the group
    /// waits for a fencing device, although nothing of it is left.
    WHO_IS_AWAITED_SAYS_THAT_IT_IS_OVER;

    static Optional<Rule> ofWord(String word) {
        return Arrays.stream(values()).filter(rule -> rule.word().equals(word)).findFirst();
    }

    String word() {
        return name().toLowerCase().replace('_', '-');
    }
}
