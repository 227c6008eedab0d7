package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Entry;
import io.fci.core.log.Outcome;
import io.fci.core.state.Event;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TimeZone;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// The same log leads to the same state, on every machine and however it was cut into entries.
class DeterminismPropertyTest {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void replayGivesTheSameStatesAndAnswers(@ForAll("histories") History history) {
        assertThat(history.moments()).isEqualTo(new History(history.entries()).moments());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void localeAndTimeZoneOfTheMachineDoNotMatter(@ForAll("histories") History history) {
        var locale = Locale.getDefault();
        var zone = TimeZone.getDefault();
        var here = history.moments();
        try {
            // Turkish folds 'I' to a dotless letter, Hindi writes numbers in other digits.
            for (var language : List.of("tr-TR", "hi-IN-u-nu-deva")) {
                Locale.setDefault(Locale.forLanguageTag(language));
                TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
                assertThat(history.moments()).isEqualTo(here);
            }
        } finally {
            Locale.setDefault(locale);
            TimeZone.setDefault(zone);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aRefusedCommandChangesNothing(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            if (!moment.accepted()) {
                assertThat(moment.after()).as(moment::toString).isEqualTo(at(moment.before(),
                        moment.after().clusterTime()));
                assertThat(moment.applied().events()).isEmpty();
            }
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void jumpsOfTheWallClockChangeNoDecision(@ForAll("histories") History history, @ForAll long seed) {
        var random = new Random(seed);
        var jumped = new History(history.entries().stream()
                .map(e -> new Entry(e.clusterTime(), random.nextLong(), e.proposals())).toList());
        var straight = history.moments();
        var other = jumped.moments();
        for (int i = 0; i < straight.size(); i++) {
            assertThat(other.get(i).outcome()).isEqualTo(straight.get(i).outcome());
            assertThat(other.get(i).applied().events().stream().map(Event::message))
                    .isEqualTo(straight.get(i).applied().events().stream().map(Event::message).toList());
        }
        assertThat(WallTimes.erased(jumped.end())).isEqualTo(WallTimes.erased(history.end()));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void clusterTimeNeverGoesBack(@ForAll("histories") History history, @ForAll long seed) {
        var random = new Random(seed);
        var state = State.EMPTY;
        for (var entry : history.entries()) {
            var late = random.nextInt(3) == 0 ? entry.clusterTime() - random.nextInt(100_000) : entry.clusterTime();
            var next = Cluster.apply(state, new Entry(late, entry.wallMillis(), entry.proposals())).state();
            assertThat(next.clusterTime()).isEqualTo(Math.max(state.clusterTime(), late));
            assertThat(Invariants.broken(next)).isEmpty();
            state = next;
        }
    }

    /// How many commands happened to share an entry depends on the load, so it must not matter.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void oneEntryOfManyCommandsEqualsAnEntryForEach(@ForAll("histories") History history,
            @ForAll @IntRange(min = 2, max = 9) int size) {
        var one = State.EMPTY;
        var many = State.EMPTY;
        for (int from = 0; from < history.entries().size(); from += size) {
            var part = history.entries().subList(from, Math.min(from + size, history.entries().size()));
            var first = part.getFirst();
            var batch = new Entry(first.clusterTime(), first.wallMillis(),
                    part.stream().flatMap(e -> e.proposals().stream()).toList());
            var together = Cluster.apply(one, batch);
            var outcomes = new ArrayList<Outcome>();
            var events = new ArrayList<Event>();
            for (var proposal : batch.proposals()) {
                var single = Cluster.apply(many, new Entry(first.clusterTime(), first.wallMillis(), List.of(proposal)));
                outcomes.addAll(single.outcomes());
                events.addAll(single.events());
                many = single.state();
            }
            one = together.state();
            assertThat(one).isEqualTo(many);
            assertThat(together.outcomes()).isEqualTo(outcomes);
            assertThat(together.events()).isEqualTo(events);
        }
    }

    private static State at(State state, long clusterTime) {
        return new State(state.clusterId(), state.revision(), clusterTime, state.featureLevel(), state.nodes(),
                state.groups(), state.operations(), state.requests(), state.events());
    }

    @Provide
    Arbitrary<History> histories() {
        return CommandSequences.histories();
    }
}
