package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Command;
import io.fci.core.log.Command.ActOnResource.Act;
import io.fci.core.log.Evidence;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.Life;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.State;
import io.fci.core.view.Verdicts;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Never two owners, the half of it that the log keeps: epochs, incarnations, and proof before a successor.
class OwnershipPropertyTest {
    /// Also over deletion and re-creation under the same name.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void epochsOfAGroupOnlyGrowAndNeverRepeat(@ForAll("histories") History history) {
        var last = new TreeMap<GroupName, Owned>();
        for (var moment : history.moments()) {
            moment.after().groups().forEach((name, group) -> group.owner().ifPresent(owned -> {
                var before = last.put(name, owned);
                if (before != null && before.epoch() == owned.epoch()) {
                    assertThat(isExactly(owned, before.node(), before.incarnation(), before.epoch()))
                            .as("one epoch, two owners: %s", moment).isTrue();
                } else if (before != null) {
                    assertThat(owned.epoch()).as(moment::toString).isGreaterThan(before.epoch());
                }
            }));
        }
    }

    /// No successor while the owner may still run the group: an epoch ends only by its owner's proof of the stop or by
    /// proof that the owner's life is over.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void anEpochEndsOnlyByProof(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            moment.before().groups().forEach((name, group) -> group.owner().ifPresent(owned -> {
                boolean over = moment.after().group(name).flatMap(Group::owner)
                        .filter(now -> isExactly(now, owned.node(), owned.incarnation(), owned.epoch())).isEmpty();
                if (over) {
                    assertThat(isProof(moment.before(), moment.command(), name, owned)).as(moment::toString).isTrue();
                }
            }));
        }
    }

    private static boolean isProof(State state, Command command, GroupName group, Owned owned) {
        return switch (command) {
            case Command.Released(var node, var incarnation, var of, var epoch, var stopped) ->
                of.equals(group) && isExactly(owned, node, incarnation, epoch)
                        && owned.intent() instanceof Ownership.Intent.Stop;
            case Command.GuardUp c -> c.node().equals(owned.node()) && c.previousIncarnation() == owned.incarnation();
            case Command.NodeLost(var node, var incarnation, var evidence) ->
                node.equals(owned.node()) && incarnation == owned.incarnation() && switch (evidence) {
                    case Evidence.Dead(var why) -> true;
                    case Evidence.Fenced fenced -> TakeoverPropertyTest.isCurrent(state, node, fenced);
                    case Evidence.Attests(var acceptors, var silent) -> isMajority(state, node, acceptors);
                };
            case Command.Barrier c -> false;
            case Command.TimePassed c -> false;
            case Command.DrainNode c -> false;
            case Command.ActOnResource c -> false;
            case Command.ClearFailures c -> false;
            case Command.Maintain c -> false;
            case Command.LockResource c -> false;
            case Command.ResumeNode c -> false;
            case Command.ReportGuard c -> false;
            case Command.ClusterInit c -> false;
            case Command.CreateGroup c -> false;
            case Command.UpdateGroup c -> false;
            case Command.DeleteGroup c -> false;
            case Command.BringOnline c -> false;
            case Command.TakeOffline c -> false;
            case Command.MoveGroup c -> false;
            case Command.ReportResource c -> false;
            case Command.ReportConcerns c -> false;
            case Command.ConfigureFencing c -> false;
            case Command.FenceNode c -> false;
            case Command.FenceFailed c -> false;
            case Command.FenceTested c -> false;
            case Command.ConfirmDown c -> false;
        };
    }

    /// Not asked of the core, which these tests judge.
    static boolean isExactly(Owned owned, NodeName node, long incarnation, long epoch) {
        return owned.node().equals(node) && owned.incarnation() == incarnation && owned.epoch() == epoch;
    }

    /// Counted another way than the core does: strictly more than half of the voters attested truly.
    static boolean isMajority(State state, NodeName lost, SortedMap<NodeName, Long> attests) {
        int voters = 0;
        int attested = 0;
        for (var node : state.nodes().values()) {
            if (node.voter()) {
                voters++;
                var said = attests.get(node.name());
                if (said != null && !node.name().equals(lost) && node.guard().isPresent()
                        && node.guard().get().incarnation() == said) {
                    attested++;
                }
            }
        }
        return 2 * attested > voters;
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void anIncarnationThatIsOverNeverOwnsAnythingAgain(@ForAll("histories") History history) {
        var over = new TreeSet<String>();
        for (var moment : history.moments()) {
            moment.before().nodes().forEach((name, was) -> {
                if (!moment.after().nodes().get(name).life().equals(was.life())) {
                    over.add(name + "/" + was.life().last());
                }
            });
            moment.after().groups().values().forEach(group -> group.owner().ifPresent(owned -> assertThat(over)
                    .as(moment::toString)
                    .doesNotContain(owned.node() + "/" + owned.incarnation())));
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void onlyANodeThatIsUpAndMayRunTheGroupIsAssigned(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            moment.after().groups().forEach((name, group) -> group.owner().ifPresent(owned -> {
                if (owned.epoch() == moment.after().revision()
                        && moment.after().revision() > moment.before().revision()) {
                    var node = moment.after().nodes().get(owned.node());
                    assertThat(node.life()).isEqualTo(new Life.Up(owned.incarnation()));
                    assertThat(group.spec().mayRunOn(owned.node())).as(moment::toString).isTrue();
                    assertThat(Verdicts.foreignAddress(node, group.spec())).isEmpty();
                }
            }));
        }
    }

    /// What people commanded is changed by people only: not by a move, a failure, a restart or the loss of a node.
    @Property(edgeCases = EdgeCasesMode.NONE)
    void onlyOperatorsChangeWhatIsWanted(@ForAll("histories") History history) {
        for (var moment : history.moments()) {
            moment.after().groups().forEach((name, group) -> moment.before().group(name)
                    .filter(was -> was.desired() != group.desired())
                    .ifPresent(was -> assertThat(switch (moment.command()) {
                        case Command.BringOnline c -> c.group().equals(name);
                        case Command.TakeOffline c -> c.group().equals(name);
                        case Command.DeleteGroup c -> c.group().equals(name);
                        case Command.Barrier c -> false;
                        case Command.TimePassed c -> false;
                        case Command.DrainNode c -> false;
                        // One resource of a group that is offline is wanted: so is the group.
                        case Command.ActOnResource c -> c.group().equals(name) && c.act() == Act.ONLINE;
                        case Command.ClearFailures c -> false;
                        case Command.Maintain c -> false;
                        case Command.LockResource c -> false;
                        case Command.ResumeNode c -> false;
                        case Command.ClusterInit c -> false;
                        case Command.CreateGroup c -> false;
                        case Command.UpdateGroup c -> false;
                        case Command.MoveGroup c -> false;
                        case Command.GuardUp c -> false;
                        case Command.ReportGuard c -> false;
                        case Command.NodeLost c -> false;
                        case Command.Released c -> false;
                        case Command.ReportResource c -> false;
                        case Command.ReportConcerns c -> false;
                        case Command.ConfigureFencing c -> false;
                        case Command.FenceNode c -> false;
                        case Command.FenceFailed c -> false;
                        case Command.FenceTested c -> false;
                        case Command.ConfirmDown c -> false;
                    }).as(moment::toString).isTrue()));
        }
    }

    @Provide
    Arbitrary<History> histories() {
        return CommandSequences.histories();
    }
}
