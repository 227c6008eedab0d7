package io.fci.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The simulator must be able to fail: with a rule of the wiring left undone it finds what the rule prevents, within a few
/// seeds. One that finds nothing any more has gone blind, however green it is. Rules that take hundreds of seeds are met by
/// `./scripts/dev sim --break all`.
class MutationTest {
    private static final int SEEDS = 400;

    @TestFactory
    Stream<DynamicTest> aBrokenRuleIsFound() {
        return Stream.of(
                Set.of(Rule.THE_WAIT_COVERS_THE_LEASE),
                Set.of(Rule.AN_ATTESTATION_REFUSES),
                Set.of(Rule.SILENCE_IS_NO_EVIDENCE),
                Set.of(Rule.A_LOSS_NAMES_THE_INCARNATION),
                Set.of(Rule.RELEASE_FOLLOWS_THE_STOP),
                Set.of(Rule.A_RELEASE_NAMES_ITS_EPOCH),
                Set.of(Rule.A_RELEASE_CLOSES_THE_EPOCH),
                Set.of(Rule.LOSS_NEEDS_A_MAJORITY),
                Set.of(Rule.DEAD_FOLLOWS_THE_TEARDOWN),
                Set.of(Rule.LIFE_FOLLOWS_THE_TEARDOWN),
                Set.of(Rule.A_NEW_LIFE_NAMES_THE_LAST),
                Set.of(Rule.A_NEW_LIFE_WAITS_FOR_THE_LAST),
                Set.of(Rule.CLOCKS_ARE_COMPARED),
                Set.of(Rule.REFUSALS_ARE_ANSWERED),
                Set.of(Rule.A_LIFE_IS_FOR_WHO_CAN_HOLD_IT),
                Set.of(Rule.THE_LAUNCHER_WATCHES_THE_DEADLINE),
                Set.of(Rule.THE_GATE_CLOSES_IN_TIME),
                Set.of(Rule.A_LATE_START_FINDS_NO_PLACE),
                Set.of(Rule.A_FENCED_GROUP_WAITS),
                Set.of(Rule.A_DEVICE_IS_ASKED_FOR_THE_STATE),
                Set.of(Rule.A_WATCHDOG_ENDS_WHAT_IS_STUCK),
                // Alone it leaves groups that never start: the launcher does what the guard does not, and nobody tells anybody.
                Set.of(Rule.THE_LEASE_ENDS_EVERYTHING, Rule.THE_LAUNCHER_WATCHES_THE_DEADLINE))
                .map(rules -> DynamicTest.dynamicTest(rules.toString(), () -> found(EnumSet.copyOf(rules))));
    }

    private static void found(EnumSet<Rule> broken) {
        var first = LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> Run.of(seed, broken))
                .filter(run -> run.violation().isPresent()).findFirst();
        assertThat(first).as("a run of %s seeds that sees %s broken", SEEDS, broken).isPresent();
    }
}
