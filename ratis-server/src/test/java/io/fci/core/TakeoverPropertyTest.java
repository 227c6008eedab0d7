package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Waiting;
import io.fci.core.state.State;
import io.fci.core.state.Takeover;
import io.fci.core.view.FencingOrders;
import io.fci.core.view.FencingReach;
import io.fci.core.view.GroupStates;
import io.fci.core.view.Waits;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What a takeover policy asks for is there before anybody else may run the group.
class TakeoverPropertyTest {
    /// The end of a lease places groups of policy LEASE and no other.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void aLostLeaseAloneMovesOnlyWhatIsContentWithIt(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            if (moment.accepted() && moment.command() instanceof Command.NodeLost(var node, var k, var evidence)
                    && evidence instanceof Evidence.Attests) {
                owned(moment.before(), node, k).forEach(group -> {
                    var after = moment.after().group(group.name());
                    if (group.spec().takeover() == Takeover.LEASE) {
                        assertThat(after.flatMap(Group::waiting)).as(moment::toString).isEmpty();
                    } else {
                        assertThat(after.flatMap(Group::waiting)).as(moment::toString)
                                .hasValueSatisfying(w -> assertThat(w.isOf(node, k)).isTrue());
                    }
                });
            }
        }
    }

    private static java.util.stream.Stream<Group> owned(State state, NodeName node, long k) {
        return state.groups().values().stream()
                .filter(g -> g.owner().filter(o -> o.node().equals(node) && o.incarnation() == k).isPresent());
    }

    /// Whatever operators, failures and other nodes do meanwhile.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void aWaitEndsOnlyWithTheProofItIsFor(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            moment.before().groups().forEach((name, group) -> group.waiting().ifPresent(waiting -> {
                var after = moment.after().group(name).flatMap(Group::waiting);
                if (after.isEmpty()) {
                    assertThat(isProof(moment.before(), moment.command(), waiting)).as(moment::toString).isTrue();
                } else {
                    assertThat(after.get()).as(moment::toString).isEqualTo(new Waiting(waiting.node(),
                            waiting.incarnation(), waiting.takeover(), after.get().next(), waiting.since(),
                            waiting.sinceWall()));
                }
            }));
        }
    }

    private static boolean isProof(State state, Command command, Waiting waiting) {
        return switch (command) {
            case Command.GuardUp c ->
                c.node().equals(waiting.node()) && c.previousIncarnation() == waiting.incarnation();
            case Command.ConfirmDown c ->
                c.node().equals(waiting.node()) && c.incarnation() == waiting.incarnation();
            case Command.NodeLost c -> c.node().equals(waiting.node()) && c.incarnation() == waiting.incarnation()
                    && switch (c.evidence()) {
                        case Evidence.Attests attests -> false;
                        case Evidence.Dead dead -> true;
                        case Evidence.Fenced fenced -> waiting.takeover() == Takeover.LEASE_AND_FENCE
                                && isCurrent(state, waiting.node(), fenced);
                    };
            default -> false;
        };
    }

    /// Said of the attempt that was given out, by whom it was given to, with all of its devices.
    static boolean isCurrent(State state, NodeName node, Evidence.Fenced fenced) {
        var fencing = state.nodes().get(node).fencing();
        return fencing.job().isPresent() && fencing.job().get().order() == fenced.order()
                && fencing.job().get().assigned().isPresent()
                && fencing.job().get().assigned().get().executor().equals(fenced.by())
                && fencing.devices().stream()
                        .filter(d -> d.level() == fencing.job().get().assigned().get().level())
                        .map(Fencing.Device::id).toList().equals(fenced.devices());
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whoWaitsSaysForWhat(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            moment.after().groups().values().forEach(group -> group.waiting().ifPresent(waiting -> {
                assertThat(Waits.sentence(moment.after(), waiting)).contains(waiting.node().value())
                        .doesNotContain("Optional", "[", "null");
                assertThat(GroupStates.of(group)).isEqualTo(GroupStates.GroupState.RECOVERING);
                assertThat(waiting.since()).isLessThanOrEqualTo(moment.after().clusterTime());
            }));
        }
    }

    /// A group that waits to be fenced is being fenced if anybody can.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatHasToBeTurnedOffIsGivenToSomebodyWhoCan(@ForAll("histories") History history) {
        var state = history.end();
        state.groups().values().forEach(group -> group.waiting()
                .filter(w -> w.takeover() == Takeover.LEASE_AND_FENCE).ifPresent(waiting -> {
                    var node = state.nodes().get(waiting.node());
                    boolean possible = node.fencing().levels().stream().anyMatch(
                            l -> !FencingReach.executors(state, node.name(), node.fencing().level(l)).isEmpty());
                    assertThat(node.fencing().job().flatMap(Fencing.Job::assigned).isPresent()).isEqualTo(possible);
                    long ordered = state.nodes().keySet().stream()
                            .flatMap(n -> FencingOrders.of(state, n).turnOffs().stream())
                            .filter(o -> o.target().equals(node.name())).count();
                    assertThat(ordered).isEqualTo(possible ? 1 : 0);
                }));
    }

    /// A node that a majority hears is not declared down by anybody's word.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void aNodeThatIsUpCannotBeConfirmedDown(@ForAll("histories") History history) {
        var state = history.end();
        for (var node : state.nodes().values()) {
            if (node.isUp()) {
                var applied = Cluster.rehearse(state, Proposal.of(new Command.ConfirmDown(node.name(),
                        node.life().last(), "")), 0);
                assertThat(applied.outcomes().getFirst()).isInstanceOf(Outcome.Refused.class);
                assertThat(applied.state()).isEqualTo(state);
            }
        }
    }

    @Example
    void randomLogsReachWhatMatters() {
        var seen = new java.util.TreeSet<String>();
        CommandSequences.histories().generator(1000).stream(new java.util.Random(1)).limit(3_000)
                .flatMap(history -> history.value().moments().stream())
                .forEach(moment -> {
                    moment.applied().events().forEach(event -> seen.add(event.reason()));
                    moment.before().groups().values().forEach(group -> group.waiting().ifPresent(waiting -> {
                        if (moment.after().group(group.name()).flatMap(Group::waiting).isEmpty()) {
                            seen.add("ended by " + (moment.command() instanceof Command.NodeLost lost
                                    ? lost.evidence()
                                    : moment.command()).getClass().getSimpleName());
                        }
                    }));
                });
        assertThat(seen).contains("GROUP_WAITING", "GROUP_REDIRECTED", "FENCING_CONFIGURED", "FENCING_REQUESTED",
                "FENCING_STARTED", "FENCING_FAILED", "FENCING_DEVICE_FAILED",
                "FENCING_DEVICE_OK", "NODE_FENCED", "NODE_PROVED_DOWN", "ended by Dead", "ended by Fenced",
                "ended by GuardUp", "ended by ConfirmDown");
    }

    @Provide
    Arbitrary<History> histories() {
        return CommandSequences.histories();
    }
}
