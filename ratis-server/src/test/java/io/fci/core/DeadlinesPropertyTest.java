package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Command;
import io.fci.core.log.Entry;
import io.fci.core.log.Proposal;
import io.fci.core.state.State;
import io.fci.core.view.Deadlines;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Time has something to do, does it once, and then has nothing to do for a while.
class DeadlinesPropertyTest {
    @Provide
    Arbitrary<History> histories() {
        return CommandSequences.histories();
    }

    private static State pass(State state, long now) {
        return Cluster.apply(state, new Entry(now, 0, List.of(Proposal.of(new Command.TimePassed(new TreeSet<>())))))
                .state();
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void whatIsDueHappensAndTheNextDeadlineLiesAhead(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            var state = moment.after();
            var due = Deadlines.next(state);
            if (due.isPresent()) {
                long now = Math.max(state.clusterTime(), due.getAsLong());
                var after = pass(state, now);
                assertThat(after.revision()).isGreaterThan(state.revision());
                Deadlines.next(after).ifPresent(next -> assertThat(next).isGreaterThan(now));
            }
        }
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void beforeItIsDueNothingHappens(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            var state = moment.after();
            var due = Deadlines.next(state);
            long now = state.clusterTime();
            if (due.isEmpty() || due.getAsLong() > now) {
                assertThat(pass(state, now).revision()).isEqualTo(state.revision());
            }
        }
    }

    @Example
    void randomLogsComeToDeadlines() {
        assertThat(CommandSequences.histories().generator(1000).stream(new java.util.Random(1)).limit(300)
                .flatMap(h -> h.value().moments().stream())
                .filter(m -> Deadlines.next(m.after()).isPresent()).count()).isGreaterThan(30);
    }
}
