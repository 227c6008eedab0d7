package io.fci.explore;

import io.fci.core.log.Command;
import io.fci.core.state.NodeName;
import io.fci.core.state.Takeover;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The scopes that are explored. Each is as large as a normal test run bears, or as small as the mistake that it is to
/// show allows.
final class Scopes {
    private static final Command MOVE = new Command.MoveGroup(Log.GROUP, Optional.of(new NodeName("b")),
            Optional.empty(), OptionalLong.empty(), true);
    private static final Command OFFLINE = new Command.TakeOffline(Log.GROUP, OptionalLong.empty());
    private static final Command ONLINE = new Command.BringOnline(Log.GROUP, Optional.of(new NodeName("a")),
            OptionalLong.empty());

    /// In ticks of 10 s a lease lasts one, and everything is smaller.
    private static final Scope COARSE = Scope.ONE_LOSS.tick(10);

    static final Scope ACCEPTOR_RESTARTS = COARSE.restarts(Map.of("c", 1)).entries(2).delaying();
    static final Scope OWNER_CRASHES = COARSE.restarts(Map.of("a", 1)).entries(2);
    static final Scope ALL_CRASH = COARSE.restarts(Map.of("a", 1, "b", 1, "c", 1)).entries(2).delaying();
    static final Scope ALL_LATE = COARSE.delaying("a", "b").suspecting("a", "b").applyingLate("a", "b", "c").entries(2);
    static final Scope CLOCKS_SLIP = COARSE.slipping(1, 2);
    static final Scope MOVES_AND_IS_LOST = COARSE.entries(3).operator(MOVE).delaying();
    static final Scope COMES_BACK = COARSE.entries(3).operator(MOVE).rejoining().quitting("a").suspecting()
            .applyingLate("a").delaying();
    static final Scope LOST_AND_COMES_BACK = COARSE.entries(2).rejoining().delaying();
    static final Scope OFFLINE_AND_BACK = COARSE.entries(5).operator(MOVE, OFFLINE, ONLINE).suspecting().delaying()
            .applyingLate("a");

    /// Finer time, in which a lease that slept is still believed in when the first renewal after it is answered. Answers
    /// come at once or never.
    static final Scope FROZEN_WITH_ITS_CLOCK = Scope.ONE_LOSS.tick(5).freezing(2).delaying()
            .applyingLate("a");
    static final Scope QUITS_AND_COMES_BACK = COARSE.entries(3).rejoining().quitting("a").suspecting()
            .applyingLate("a").delaying();

    /// Nobody on `a` ends what runs there: fencing has to, or a person.
    static final Scope STUCK = COARSE.entries(4).restarts(Map.of("a", 1)).delaying().applyingLate("a", "b")
            .stuck(Takeover.LEASE_AND_FENCE);

    /// An operator moves the plug of `a` to another switch and tells the log. Who has not applied that yet turns off nothing, and
    /// is told by the switch that it is off.
    static final Scope STUCK_AND_REPLUGGED = COARSE.entries(3).delaying().applyingLate("b")
            .stuck(Takeover.LEASE_AND_FENCE).operator(Log.pluggedInto("second"));
    static final Scope STUCK_FOR_A_PERSON = COARSE.entries(4).delaying().applyingLate("a")
            .stuck(Takeover.MANUAL);

    private Scopes() {}

    /// Where leaving out the rule is found out, and keeping it is not.
    static Scope of(Rule rule) {
        return switch (rule) {
            case WAIT_COVERS_REACTION, LEASE_FROM_SEND, ATTEST_AFTER_THE_WAIT, ATTEST_REFUSES, HINT_IS_NO_EVIDENCE,
                    MAJORITY_OF_ACCEPTORS, START_CHECKED_AT_THE_MOMENT, DEAD_AFTER_TEARDOWN, SOMEBODY_ENDS_IT ->
                COARSE;
            case DRIFT_ALLOWANCE -> CLOCKS_SLIP;
            case ACCEPTOR_REGISTERS, NEW_ACCEPTOR_WAITS, GUARD_UP_FORGETS, EVIDENCE_IS_OF_THE_PRESENT ->
                ACCEPTOR_RESTARTS;
            case GUARD_UP_COMPARES, GUARD_UP_AFTER_THE_LAST -> COMES_BACK;
            case LOSS_NAMES_THE_INCARNATION -> QUITS_AND_COMES_BACK;
            case RELEASED_AFTER_STOP, RELEASED_CLOSES_THE_EPOCH, RELEASED_NAMES_ITS_EPOCH, EPOCH_NEVER_TWICE ->
                OFFLINE_AND_BACK;
            case CLOCKS_ARE_COMPARED, REFUSALS_ARE_ANSWERED -> FROZEN_WITH_ITS_CLOCK;
            case THE_END_OF_A_LEASE_IS_NOT_ENOUGH, CONFIRMED_WHEN_OFF -> STUCK;
            case FENCED_NAMES_ITS_ORDER -> STUCK_AND_REPLUGGED;
            case CONFIRMED_NAMES_THE_INCARNATION -> STUCK_FOR_A_PERSON;
        };
    }
}
