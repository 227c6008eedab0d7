package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/// Whatever is asked in whatever order, the state stays sound.
class InvariantsPropertyTest {
    @Property
    void everyStateIsSound(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            assertThat(Invariants.broken(moment.after())).as(moment::toString).isEmpty();
            Statistics.label("commands").collect(moment.command().getClass().getSimpleName(), moment.accepted());
        }
    }

    @Property
    void everyStepFollowsFromTheOneBefore(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            assertThat(Invariants.broken(moment.before(), moment.after())).as(moment::toString).isEmpty();
        }
    }

    @Provide
    Arbitrary<History> histories() {
        return CommandSequences.histories();
    }
}
