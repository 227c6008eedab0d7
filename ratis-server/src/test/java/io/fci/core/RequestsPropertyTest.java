package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Entry;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.log.Refusal.Reason;
import io.fci.core.state.State;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// A client that did not hear its answer may ask again, at any time and of any node.
class RequestsPropertyTest {
    /// Every accepted request is repeated at random later points of the log: same answer, nothing happens.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void aRepeatedRequestGetsItsFirstAnswerAndChangesNothing(@ForAll("histories") History history, @ForAll long seed) {
        var random = new Random(seed);
        var moments = named(history).moments();
        for (int i = 0; i < moments.size(); i++) {
            if (moments.get(i).accepted()) {
                var later = moments.get(i + random.nextInt(moments.size() - i)).after();
                var again = Cluster.rehearse(later, moments.get(i).proposal(), 5);
                assertThat(again.outcomes()).as(moments.get(i)::toString).containsExactly(moments.get(i).outcome());
                assertThat(again.state()).isEqualTo(later);
                assertThat(again.events()).isEmpty();
            }
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aRequestIdWithAnotherContentIsRefused(@ForAll("histories") History history) {
        var moments = named(history).moments();
        var end = moments.getLast().after();
        for (var moment : moments) {
            if (moment.accepted()) {
                var request = moment.proposal().request().orElseThrow();
                var other = new Proposal(Optional.of(new Proposal.Request(request.id(), request.digest() + "'")), "",
                        moment.command());
                var applied = Cluster.rehearse(end, other, 5);
                assertThat(applied.state()).isEqualTo(end);
                assertThat(applied.outcomes().getFirst()).isInstanceOfSatisfying(Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().reason()).isEqualTo(Reason.REQUEST_ID_REUSED));
            }
        }
    }

    /// A log with every command sent twice leads where the log leads that holds the first of each.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void aLogWithDuplicatesLeadsToTheSameState(@ForAll("histories") History history) {
        var state = State.EMPTY;
        var doubled = State.EMPTY;
        for (var entry : named(history).entries()) {
            state = Cluster.apply(state, entry).state();
            var once = entry.proposals().getFirst();
            doubled = Cluster.apply(doubled, new Entry(entry.clusterTime(), entry.wallMillis(), List.of(once, once)))
                    .state();
            assertThat(doubled).isEqualTo(state);
        }
    }

    /// The same log with a request id of its own for every command.
    private static History named(History history) {
        var entries = history.entries();
        return new History(IntStream.range(0, entries.size()).mapToObj(i -> {
            var command = entries.get(i).proposals().getFirst().command();
            var request = new Proposal.Request("request-" + i, CommandSequences.digest(command));
            return new Entry(entries.get(i).clusterTime(), entries.get(i).wallMillis(),
                    List.of(new Proposal(Optional.of(request), "alice", command)));
        }).toList());
    }

    @Provide
    Arbitrary<History> histories() {
        return CommandSequences.histories();
    }
}
