package io.fci.explore;

import static io.fci.explore.Explored.exhausts;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Scopes of millions of worlds: `./scripts/dev explore --long`.
@Tag("long")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class LargeScopesTest {
    @ParameterizedTest
    @EnumSource(Rule.class)
    void whatIsFoundWithoutARuleIsNotFoundWithIt(Rule rule) {
        exhausts("with " + rule, Scopes.of(rule));
    }

    @Test
    void aLeaseOfFourTicks() {
        exhausts("one loss, finer time", Scope.ONE_LOSS.tick(2));
    }

    @Test
    void anAcceptorThatRestartsWhileEverythingIsLate() {
        exhausts("an acceptor restarts, everything late", Scope.ONE_LOSS.restarts(Map.of("c", 1)).entries(2));
    }

    @Test
    void everyNodeCrashesOnce() {
        exhausts("all crash", Scopes.ALL_CRASH);
    }

    @Test
    void clocksThatSlipInFinerTime() {
        exhausts("clocks slip, finer time", Scope.ONE_LOSS.slipping(1, 2));
    }

    @Test
    void anOwnerThatIsFrozenWithItsClockForLonger() {
        exhausts("frozen with its clock for longer", Scope.ONE_LOSS.tick(5).freezing(3).delaying());
    }

    @Test
    void twoLossesAndTwoReturns() {
        exhausts("two losses", Scope.ONE_LOSS.tick(10).suspecting("a", "b").entries(3).rejoining().delaying());
    }
}
