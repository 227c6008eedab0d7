package io.fci.explore;

import static io.fci.explore.Explored.exhausts;

import org.junit.jupiter.api.Test;

/// The protocol as it is: every world of each scope, and never two owners.
class ProtocolTest {
    @Test
    void anOwnerThatIsLostWhileEverythingAboutItsLeaseIsLate() {
        exhausts("one loss", Scope.ONE_LOSS);
    }

    @Test
    void anAcceptorThatRestartsWhileTheOwnerIsLost() {
        exhausts("an acceptor restarts", Scopes.ACCEPTOR_RESTARTS);
    }

    @Test
    void anOwnerThatCrashesAndForgets() {
        exhausts("the owner crashes", Scopes.OWNER_CRASHES);
    }

    @Test
    void bothPossibleOwnersLateAndAllLogsLate() {
        exhausts("all late", Scopes.ALL_LATE);
    }

    @Test
    void clocksThatLoseOrGainATick() {
        exhausts("clocks slip", Scopes.CLOCKS_SLIP);
    }

    @Test
    void aMoveDuringWhichTheOwnerIsLost() {
        exhausts("a move and a loss", Scopes.MOVES_AND_IS_LOST);
    }

    @Test
    void anOwnerThatIsFrozenWithItsClockUntilSomebodyAnswersIt() {
        exhausts("frozen with its clock", Scopes.FROZEN_WITH_ITS_CLOCK);
    }

    @Test
    void aNodeThatGivesUpComesBackAndMovesItsGroupAway() {
        exhausts("a node comes back", Scopes.COMES_BACK);
    }

    @Test
    void aNodeThatWasLostComesBack() {
        exhausts("lost and back", Scopes.LOST_AND_COMES_BACK);
    }

    @Test
    void aGroupThatGoesOfflineComesBackAndMoves() {
        exhausts("offline and back", Scopes.OFFLINE_AND_BACK);
    }

    @Test
    void whatNobodyEndsUntilAFencingDeviceDoes() {
        exhausts("stuck", Scopes.STUCK);
    }

    @Test
    void aFencingDeviceThatIsChangedMeanwhile() {
        exhausts("stuck and replugged", Scopes.STUCK_AND_REPLUGGED);
    }

    @Test
    void whatNobodyEndsUntilAPersonDoes() {
        exhausts("stuck, for a person", Scopes.STUCK_FOR_A_PERSON);
    }
}
