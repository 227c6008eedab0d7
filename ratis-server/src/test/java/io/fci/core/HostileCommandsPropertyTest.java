package io.fci.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.log.Command;
import io.fci.core.log.Proposal;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// An entry that makes the core throw stops every replica, again after each restart. So no text and no number that gets
/// past a reader may do that: it is refused, or it is harmless.
class HostileCommandsPropertyTest {
    @Property(edgeCases = EdgeCasesMode.NONE)
    void noTextInANodesReportStopsTheReplicas(@ForAll("states") State state, @ForAll("texts") List<String> texts) {
        var before = survive(state, new Command.GuardUp(new NodeName("a"), texts.get(0),
                state.nodes().get(new NodeName("a")).life().last(), texts.get(1), texts, texts));
        var ip = address(texts.get(2), 24);
        survive(before, create(List.of(ip), OptionalInt.empty()));
        for (var group : before.groups().values()) {
            group.owner().ifPresent(o -> survive(before, new Command.ReportResource(o.node(), o.incarnation(),
                    group.name(), o.epoch(), new ResourceName("app"), 1, new Command.Report.Failed(texts.get(3)), -1)));
        }
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void noTextInAGroupStopsTheReplicas(@ForAll("states") State state, @ForAll("texts") List<String> texts,
            @ForAll int number) {
        var name = new ResourceSpec(new ResourceName("name"),
                List.of(new ResourceSpec.AnyOf(List.of(new ResourceName("ip")))),
                new ResourcePolicy(ResourcePolicy.OnFailure.RESTART_ONLY, number, number, number, number, number,
                        number, OptionalLong.of(number)),
                new ResourceKind.NetworkName(texts.get(1), number));
        var with = survive(state, create(List.of(address(texts.get(0), number), name), OptionalInt.of(number)));
        survive(with, create(List.of(address(texts.get(0), 24), name), OptionalInt.of(number)));
        survive(state, create(List.of(name), OptionalInt.of(number)));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void noTextInTheFirstEntryStopsTheReplicas(@ForAll("texts") List<String> texts) {
        var members = new ArrayList<Command.ClusterInit.Member>();
        for (var text : texts) {
            members.add(new Command.ClusterInit.Member(new NodeName("n" + members.size() / 2),
                    new Node.Addresses(text, text, text), text.length() % 2 == 0));
        }
        var state = survive(State.EMPTY, new Command.ClusterInit(texts.get(0), members.subList(0, 1)));
        survive(State.EMPTY, new Command.ClusterInit(texts.get(0), members));
        if (state.clusterId().isPresent()) {
            survive(state, create(List.of(address("10.77.0.50", 24)), OptionalInt.empty()));
        }
    }

    private static Command create(List<ResourceSpec> resources, OptionalInt max) {
        return new Command.CreateGroup(new GroupName("hostile"), new GroupSpec(List.of(), List.of(),
                new GroupSpec.FailoverPolicy(max, 1_000), resources, "\0"), new TreeMap<>(), Group.Desired.ONLINE);
    }

    private static ResourceSpec address(String ip, int length) {
        return new ResourceSpec(new ResourceName("ip"), List.of(), ResourcePolicy.DEFAULT,
                new ResourceKind.IpAddress(ip, length, Optional.empty(), ResourceKind.Announce.DEFAULT, true));
    }

    private static State survive(State state, Command command) {
        var next = Cluster.rehearse(state, Proposal.of(command), Long.MIN_VALUE).state();
        assertThat(Invariants.broken(next)).isEmpty();
        assertThat(Invariants.broken(state, next)).isEmpty();
        return next;
    }

    @Provide
    Arbitrary<State> states() {
        return CommandSequences.histories(20).map(History::end);
    }

    @Provide
    Arbitrary<List<String>> texts() {
        var nearly = Arbitraries.of("10.77.0.50", "10.77.0.0/24", "10.77.0.0/33", "10.77.0.0/", "/24", "10.77.0",
                "10.77.0.256", "fd77::1", "fd77::/64", "::", "fd77::/129", ":", ":::", "[::1]:7", "localhost",
                "localhost:7402", "SQL.fci.test", "sql.fci.test", "sql", ".", "sql..test", "a.b", "");
        return Arbitraries.oneOf(nearly, Arbitraries.strings().ofMaxLength(12),
                Arbitraries.strings().withChars("0123456789abcdef.:/-").ofMaxLength(20)).list().ofSize(4);
    }
}
