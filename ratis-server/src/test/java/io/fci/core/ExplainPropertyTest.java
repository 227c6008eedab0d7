package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Command;
import io.fci.core.log.Entry;
import io.fci.core.log.Evidence;
import io.fci.core.log.Proposal;
import io.fci.core.state.Group;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.Ownership.Unowned;
import io.fci.core.state.State;
import io.fci.core.state.Takeover;
import io.fci.core.view.Explain;
import io.fci.core.view.Explain.Candidate;
import io.fci.core.view.Placement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What is told is what happens: an explanation never differs from what the rules do next.
class ExplainPropertyTest {
    @Provide
    Arbitrary<State> states() {
        return CoreArbitraries.reachedStates();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void everyNodeHasOneVerdictAndItIsThatOfPlacement(@ForAll("states") State state) {
        for (var group : state.groups().values()) {
            var candidates = Explain.of(state, group, state.clusterTime()).candidates();
            assertThat(candidates).extracting(c -> c.verdict().node()).containsExactlyInAnyOrderElementsOf(
                    state.nodes().keySet());
            for (var candidate : candidates) {
                var node = candidate.verdict().node();
                assertThat(candidate.verdict().eligible())
                        .isEqualTo(Placement.eligible(state, group.name(), group.spec(), node));
                assertThat(candidate.rank() > 0).as("%s of %s", candidate, group)
                        .isEqualTo(candidate.verdict().eligible() && !candidate.owns());
                assertThat(candidate.verdict().findings()).as("a node that may not run it says why")
                        .matches(all -> candidate.verdict().eligible() || !all.isEmpty());
            }
        }
    }

    /// Of the groups of one node the first is placed as told; the ones after it see one more group there.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void whenTheOwnerIsLostTheNextInLineGetsTheGroup(@ForAll("states") State state) {
        for (var node : state.nodes().keySet()) {
            var first = Placement.inOrder(state).stream()
                    .filter(g -> g.owner().filter(o -> o.node().equals(node)).isPresent())
                    .findFirst();
            if (first.isEmpty() || !runsOn(first.get(), node) || first.get().spec().takeover() != Takeover.LEASE) {
                continue;
            }
            var told = firstInLine(state, first.get());
            var after = apply(state, new Command.NodeLost(node, state.nodes().get(node).life().last(),
                    new Evidence.Dead("gone")));
            assertThat(after.group(first.get().name()).orElseThrow().owner().map(Owned::node)).isEqualTo(told);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void broughtOnlineItStartsWhereItWasTold(@ForAll("states") State state) {
        for (var group : state.groups().values()) {
            if (group.ownership() instanceof Unowned && !group.spec().resources().isEmpty()
                    && group.holds().locked().isEmpty()) {
                var after = apply(state, new Command.BringOnline(group.name(), Optional.empty(),
                        OptionalLong.empty()));
                assertThat(after.group(group.name()).orElseThrow().owner().map(Owned::node))
                        .isEqualTo(firstInLine(state, group));
            }
        }
    }

    private static boolean runsOn(Group group, NodeName node) {
        return group.owner().filter(o -> o.node().equals(node) && o.intent() instanceof Intent.Run).isPresent();
    }

    private static Optional<NodeName> firstInLine(State state, Group group) {
        return Explain.of(state, group, state.clusterTime()).candidates().stream().filter(c -> c.rank() == 1)
                .map(Candidate::verdict).map(v -> v.node()).findFirst();
    }

    private static State apply(State state, Command command) {
        return Cluster.apply(state, new Entry(state.clusterTime(), 0, List.of(Proposal.of(command)))).state();
    }
}
