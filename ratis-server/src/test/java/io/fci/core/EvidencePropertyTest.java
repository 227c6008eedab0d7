package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Applied;
import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Life;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership;
import io.fci.core.state.State;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// What counts as proof that a node is over, and what does not. Each property starts from some state that a cluster can
/// reach and asks one question of it.
class EvidencePropertyTest {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void aNodeIsLostExactlyWhenAMajorityOfPresentAcceptorsAttests(@ForAll("states") State state, @ForAll int choice) {
        var random = new java.util.Random(choice);
        for (var node : state.nodes().values()) {
            var attests = new TreeMap<NodeName, Long>();
            for (var other : state.nodes().values()) {
                if (random.nextInt(4) > 0) {
                    long present = other.guard().map(Node.Acceptor::incarnation).orElse(0L);
                    attests.put(other.name(), random.nextInt(5) == 0 ? present - 1 : present);
                }
            }
            var outcome = ask(state, new Command.NodeLost(node.name(), node.life().last(),
                    new Evidence.Attests(attests, 400)));
            boolean lost = outcome.outcomes().getFirst() instanceof Outcome.Accepted;
            assertThat(lost).as("%s by %s", node, attests)
                    .isEqualTo(node.isUp() && OwnershipPropertyTest.isMajority(state, node.name(), attests));
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aNodeCannotAttestItsOwnLoss(@ForAll("states") State state) {
        for (var node : state.nodes().values()) {
            var attests = new TreeMap<NodeName, Long>();
            int others = state.majority() - 1;
            for (var other : state.nodes().values()) {
                boolean counted = other.voter() && other.guard().isPresent() && others-- > 0;
                if (counted || other.name().equals(node.name())) {
                    attests.put(other.name(), other.guard().map(Node.Acceptor::incarnation).orElse(0L));
                }
            }
            assertRefused(state, new Command.NodeLost(node.name(), node.life().last(),
                    new Evidence.Attests(attests, 400)));
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatIsLostOnceIsNotLostAgain(@ForAll("states") State state) {
        for (var node : state.nodes().values()) {
            var lost = new Command.NodeLost(node.name(), node.life().last(), new Evidence.Dead("stopped"));
            if (node.isUp()) {
                assertRefused(ask(state, lost).state(), lost);
            } else if (state.groups().values().stream().noneMatch(g -> g.waiting()
                    .filter(w -> w.node().equals(node.name())).isPresent())) {
                assertRefused(state, lost);
            }
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aGuardComesUpOnlyAfterItsPresentIncarnation(@ForAll("states") State state,
            @ForAll @IntRange(min = -3, max = 3) int off) {
        for (var node : state.nodes().values()) {
            var up = new Command.GuardUp(node.name(), "guard-new", node.life().last() + off, "lan", List.of(),
                    List.of());
            if (off == 0) {
                var after = ask(state, up).state();
                assertThat(after.nodes().get(node.name()).life()).isEqualTo(new Life.Up(state.revision() + 1));
                assertThat(after.nodes().get(node.name()).guard())
                        .hasValue(new Node.Acceptor("guard-new", state.revision() + 1));
                assertRefused(after, up);
            } else {
                assertRefused(state, up);
            }
        }
    }

    /// A guard that says so later frees what waited for its node, and nothing else.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void theProofOfAStopIsTakenLaterToo(@ForAll("states") State state) {
        for (var group : state.groups().values()) {
            group.waiting().ifPresent(waiting -> {
                var after = ask(state, new Command.NodeLost(waiting.node(), waiting.incarnation(),
                        new Evidence.Dead("stopped"))).state();
                assertThat(after.groups().values()).filteredOn(g -> g.waiting()
                        .filter(w -> w.isOf(waiting.node(), waiting.incarnation())).isPresent()).isEmpty();
            });
        }
    }

    /// A guard process that is known keeps its memory of acknowledgements over a new life of its node's lease.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void theSameGuardProcessStaysTheSameAcceptor(@ForAll("states") State state) {
        for (var node : state.nodes().values()) {
            node.guard().ifPresent(guard -> {
                var after = ask(state, new Command.GuardUp(node.name(), guard.guardUuid(), node.life().last(), "lan",
                        List.of(), List.of())).state();
                assertThat(after.nodes().get(node.name()).guard()).hasValue(guard);
            });
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void onlyTheOwnerOfTheEpochReleasesIt(@ForAll("states") State state, @ForAll int choice) {
        var random = new java.util.Random(choice);
        for (var group : state.groups().values()) {
            for (var node : new TreeSet<>(state.nodes().keySet())) {
                long incarnation = state.nodes().get(node).life().last() - random.nextInt(2);
                long epoch = group.owner().map(Ownership.Owned::epoch).orElse(1L) - random.nextInt(2);
                var released = new Command.Released(node, incarnation, group.name(), epoch);
                boolean right = group.owner().filter(o -> OwnershipPropertyTest.isExactly(o, node, incarnation, epoch)
                        && o.intent() instanceof Ownership.Intent.Stop).isPresent();
                if (right) {
                    assertRefused(ask(state, released).state(), released);
                } else {
                    assertRefused(state, released);
                }
            }
        }
    }

    private static Applied ask(State state, Command command) {
        return Cluster.rehearse(state, Proposal.of(command), 0);
    }

    private static void assertRefused(State state, Command command) {
        var applied = ask(state, command);
        assertThat(applied.outcomes().getFirst()).as("%s", command).isInstanceOf(Outcome.Refused.class);
        assertThat(applied.state()).isEqualTo(state);
        assertThat(applied.events()).isEmpty();
    }

    @Provide
    Arbitrary<State> states() {
        return Arbitraries.oneOf(CommandSequences.histories().map(History::end),
                CommandSequences.histories(20).map(History::end));
    }
}
