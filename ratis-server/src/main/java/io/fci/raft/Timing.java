package io.fci.raft;

import io.fci.guard.wire.Profile;
import java.time.Duration;

/// How patient this node is with its peers and with its log.
///
/// @param electionMin a follower that hears nothing for this long becomes a candidate. Too short: overload costs
///        leadership. Too long: everybody waits for a leader that is dead.
/// @param electionMax counts twice in the worst case, so it lies close to `electionMin`
/// @param firstMin the same for the first election after a start
/// @param request how long a silent peer is waited for; must exceed `electionMax`
/// @param stepDown after losing its majority a leader does not campaign for this long; much longer than an election, and
///        the old leader of a healed partition is no candidate when it is needed
/// @param pause after standing still for this long the replica is closed, and the process ends
/// @param staging how long a new voter has to make progress
/// @param patience how long a proposal looks for a leader that takes it
/// @param decision how long a proposal that was handed over waits for its outcome
record Timing(Duration electionMin, Duration electionMax, Duration firstMin, Duration firstMax, Duration request,
        Duration stepDown, Duration pause, Duration staging, Duration patience, Duration decision) {

    static Timing of(Profile profile) {
        return switch (profile.name()) {
            case "fast" -> local(100, 150, 1_000, 300, 5_000);
            case "lan" -> local(150, 225, 1_000, 500, 5_000);
            case "relaxed" -> local(500, 750, 2_000, 1_000, 5_000);
            case "safe" -> local(1_000, 1_500, 3_000, 2_000, 10_000);
            case "wan" -> new Timing(millis(2_000), millis(3_000), millis(1_000), millis(2_000), millis(6_000),
                    millis(4_000), Duration.ofMinutes(5), millis(60_000), millis(2_000), millis(20_000));
            default -> throw new IllegalArgumentException("there is no profile '" + profile.name() + "'");
        };
    }

    /// Of a node that must not campaign: it waits for a leader for longer than anybody waits for it.
    Timing patient() {
        return new Timing(Duration.ofHours(24), Duration.ofHours(25), Duration.ofHours(24), Duration.ofHours(25),
                request,
                stepDown, pause, staging, patience, decision);
    }

    private static Timing local(int electionMin, int electionMax, int request, int stepDown, int decision) {
        return new Timing(millis(electionMin), millis(electionMax), millis(electionMin), millis(electionMax),
                millis(request), millis(stepDown), Duration.ofMinutes(1), millis(10_000), millis(2_000),
                millis(decision));
    }

    private static Duration millis(int millis) {
        return Duration.ofMillis(millis);
    }
}
