package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.state.Group;
import io.fci.core.state.Life;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.Schedule;
import io.fci.core.state.State;
import io.fci.core.view.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Where groups go, in every state that a cluster can reach.
class PlacementPropertyTest {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void onlyEligibleNodesAreChosen(@ForAll("states") State state) {
        for (var group : state.groups().values()) {
            for (var node : state.nodes().keySet()) {
                for (var choice : List.of(Placement.best(state, group.name(), group.spec(), List.of(node)),
                        Placement.afterFailure(state, group.name(), group.spec(), node, true),
                        Placement.afterFailure(state, group.name(), group.spec(), node, false))) {
                    assertThat(choice).isNotEqualTo(Optional.of(node));
                    choice.ifPresent(chosen -> assertThat(mayRun(state, group, chosen)).isTrue());
                    assertThat(choice.isPresent()).isEqualTo(state.nodes().keySet().stream()
                            .anyMatch(other -> !other.equals(node) && mayRun(state, group, other)));
                }
            }
        }
    }

    private static boolean mayRun(State state, Group group, NodeName name) {
        var spec = group.spec();
        var node = state.nodes().get(name);
        boolean possible = spec.possibleNodes().isEmpty() || spec.possibleNodes().contains(name);
        boolean inNetwork = node.networks().isEmpty() || spec.resources().stream()
                .noneMatch(r -> r.kind() instanceof ResourceKind.Address)
                || node.networks().contains("10.77.0.0/24");
        return possible && node.life() instanceof Life.Up && node.quiet().isEmpty()
                && node.schedule() instanceof Schedule.Open && inNetwork
                && (spec.apart().soft() || alone(state, group, name));
    }

    /// No group on that node shares an anti-affinity key with this one.
    private static boolean alone(State state, Group group, NodeName node) {
        return state.groups().values().stream()
                .filter(other -> other != group && runsOn(other, node))
                .flatMap(other -> other.spec().apart().keys().stream())
                .noneMatch(group.spec().apart().keys()::contains);
    }

    private static boolean runsOn(Group group, NodeName node) {
        return group.owner().filter(o -> o.node().equals(node)).isPresent();
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theTopOfThePreferredListComesFirstThenTheNodeWithTheFewestGroups(@ForAll("states") State state) {
        for (var group : state.groups().values()) {
            var best = Placement.best(state, group.name(), group.spec(), List.of());
            var able = state.nodes().keySet().stream().filter(n -> mayRun(state, group, n)).toList();
            var first = able.stream().filter(n -> alone(state, group, n)).toList();
            if (!first.isEmpty()) {
                able = first;
            }
            var preferred = group.spec().preferredNodes().stream().filter(able::contains).findFirst();
            if (preferred.isPresent()) {
                assertThat(best).isEqualTo(preferred);
            } else {
                var others = able;
                best.ifPresent(chosen -> assertThat(others).allSatisfy(other -> assertThat(groupsOf(state, other))
                        .isGreaterThanOrEqualTo(groupsOf(state, chosen))));
            }
        }
    }

    /// It walks on from where the group is and around the end, so that a group that fails everywhere visits every node.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void failuresWalkThroughEveryNodeThatMayRunTheGroup(@ForAll("states") State state) {
        for (var group : state.groups().values()) {
            var able = state.nodes().keySet().stream().filter(n -> mayRun(state, group, n)).toList();
            if (able.isEmpty() || !group.spec().apart().keys().isEmpty()) {
                continue;
            }
            var visited = new ArrayList<NodeName>();
            var at = able.getFirst();
            for (int i = 0; i < able.size(); i++) {
                visited.add(at);
                at = Placement.afterFailure(state, group.name(), group.spec(), at, false).orElse(at);
            }
            assertThat(visited).containsExactlyInAnyOrderElementsOf(able);
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void standbyNodesAreTheOthersThatMayRunIt(@ForAll("states") State state) {
        for (var group : state.groups().values()) {
            assertThat(Placement.standby(state, group)).containsExactlyInAnyOrderElementsOf(state.nodes().keySet()
                    .stream().filter(n -> mayRun(state, group, n))
                    .filter(n -> group.owner().filter(o -> o.node().equals(n)).isEmpty()).toList());
        }
    }

    /// A group waits only while no node may run it: whoever comes up takes it.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void noGroupWaitsForANodeThatIsThere(@ForAll("states") State state) {
        for (var group : state.groups().values()) {
            if (group.ownership() instanceof Ownership.Unowned(var reason) && reason.isPresent()) {
                assertThat(Placement.best(state, group.name(), group.spec(), List.of())).as("%s", group).isEmpty();
            }
        }
    }

    private static long groupsOf(State state, NodeName node) {
        return state.groups().values().stream().flatMap(g -> g.owner().stream()).filter(o -> o.node().equals(node))
                .count();
    }

    @Provide
    Arbitrary<State> states() {
        return CommandSequences.histories().map(History::end);
    }
}
