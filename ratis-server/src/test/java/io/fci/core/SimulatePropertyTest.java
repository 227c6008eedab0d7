package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.Simulate.Incident;
import io.fci.core.log.Command;
import io.fci.core.log.Entry;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Group;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.State;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What is foretold is what then happens.
class SimulatePropertyTest {
    @Provide
    Arbitrary<State> states() {
        return CoreArbitraries.reachedStates();
    }

    /// A drain that is under way would go on afterwards, and move what the loss has moved once more.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void theLossOfANodeMovesWhatTheRealLossMoves(@ForAll("states") State state) {
        for (var node : state.nodes().values()) {
            if (!node.isUp() || state.nodes().values().stream().anyMatch(n -> n.schedule().draining().isPresent())) {
                continue;
            }
            var acceptors = new TreeMap<NodeName, Long>();
            state.nodes().values().stream().filter(n -> n.voter() && n.isUp() && !n.equals(node))
                    .forEach(n -> acceptors.put(n.name(), n.guard().orElseThrow().incarnation()));
            var real = Cluster.apply(state, new Entry(state.clusterTime(), 0, List.of(Proposal.of(
                    new Command.NodeLost(node.name(), node.life().last(), new Evidence.Attests(acceptors, 0))))));
            var simulated = Simulate.of(state, List.of(new Incident.NodeLost(node.name())));
            if (real.outcomes().getFirst() instanceof Outcome.Refused) {
                assertThat(simulated.refused()).isNotEmpty();
                continue;
            }
            for (var group : real.state().groups().values()) {
                if (group.owner().filter(o -> o.intent() instanceof Intent.Run).isPresent()) {
                    assertThat(owner(simulated.after(), group)).isEqualTo(owner(real.state(), group));
                }
            }
        }
    }

    /// And an impossible one breaks nothing.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void everythingComesToRestAndNoRuleIsBroken(@ForAll("states") State state) {
        for (var node : state.nodes().keySet()) {
            for (var incident : List.<Incident>of(new Incident.NodeDrained(node), new Incident.NodeReturned(node),
                    new Incident.NodeLost(node))) {
                var simulated = Simulate.of(state, List.of(incident));
                assertThat(simulated.refused()).doesNotContain("it does not come to rest");
                assertThat(Invariants.broken(simulated.after())).isEmpty();
            }
        }
        for (var group : state.groups().values()) {
            for (var resource : group.resources().keySet()) {
                var simulated = Simulate.of(state, List.of(new Incident.ResourceFailed(group.name(), resource)));
                assertThat(Invariants.broken(simulated.after())).isEmpty();
            }
        }
    }

    private static String owner(State state, Group group) {
        return state.group(group.name()).flatMap(Group::owner).map(Owned::node).map(NodeName::value).orElse("nobody");
    }
}
