package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Outcome;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Whatever is asked in whatever order, the state stays sound.
class InvariantsPropertyTest {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyStateIsSound(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            assertThat(Invariants.broken(moment.after())).as(moment::toString).isEmpty();
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyStepFollowsFromTheOneBefore(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            assertThat(Invariants.broken(moment.before(), moment.after())).as(moment::toString).isEmpty();
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whateverChangesTheStateSaysSoInASentence(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            boolean changed = moment.after().revision() > moment.before().revision();
            assertThat(!moment.applied().events().isEmpty()).as(moment::toString).isEqualTo(changed);
            for (var event : moment.applied().events()) {
                assertThat(event.revision()).isEqualTo(moment.after().revision());
                assertThat(event.message()).isNotBlank().doesNotContain("Optional", "[", "NaN", "null");
            }
        }
    }

    /// The properties are worth only as much as the logs that they see.
    @Example
    void randomLogsReachWhatMatters() {
        var seen = new TreeSet<String>();
        CommandSequences.histories().generator(1000).stream(new java.util.Random(1)).limit(500)
                .flatMap(history -> history.value().moments().stream())
                .forEach(moment -> {
                    seen.add(moment.command().getClass().getSimpleName()
                            + (moment.accepted() ? " accepted" : " refused"));
                    moment.applied().events().forEach(event -> seen.add(event.reason()));
                    if (moment.outcome() instanceof Outcome.Refused(var refusal)) {
                        seen.add(refusal.reason().name());
                    }
                });
        assertThat(seen).contains("CreateGroup accepted", "CreateGroup refused", "UpdateGroup accepted",
                "UpdateGroup refused", "DeleteGroup accepted", "DeleteGroup refused", "BringOnline accepted",
                "BringOnline refused", "TakeOffline accepted", "MoveGroup accepted", "MoveGroup refused",
                "GuardUp accepted", "GuardUp refused", "NodeLost accepted", "NodeLost refused", "Released accepted",
                "Released refused", "ReportGuard accepted", "ReportGuard refused",
                "ReportConcerns accepted", "ReportConcerns refused", "NODE_CONCERN", "NODE_CONCERN_OVER",
                "GUARD_QUIET", "GUARD_SPEAKS", "ReportResource accepted", "ReportResource refused", "GROUP_ONLINE",
                "GROUP_OFFLINE", "GROUP_BLOCKED", "GROUP_FAILED", "GROUP_FAILING_OVER", "GROUP_DELETED",
                "GROUP_RELEASED", "GROUP_RETRIED", "RESOURCE_RESTARTING", "REQUEST_ID_REUSED", "OWNER_CHANGED",
                "WOULD_DISRUPT", "ADDRESS_IN_USE", "NODE_NOT_ELIGIBLE", "NO_ELIGIBLE_NODE", "OPERATION_IN_PROGRESS");
    }

    @Provide
    Arbitrary<History> histories() {
        return CommandSequences.histories();
    }
}
