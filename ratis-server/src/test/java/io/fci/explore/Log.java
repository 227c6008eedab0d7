package io.fci.explore;

import io.fci.core.log.Command;
import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Life;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.State;
import io.fci.core.state.Takeover;
import io.fci.guard.wire.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// A log: what was committed, and the state that the real rules make of it. All logs of a search form a tree, so that two
/// worlds with the same history share it.
///
/// @param length entries after the beginning
record Log(int id, Optional<Log> before, Command command, State state, int length) {
    static final GroupName GROUP = new GroupName("g");
    static final List<String> NODES = List.of("a", "b", "c");

    /// Three voters; the group may run on `a` and `b`, `a` first. `a` can be turned off.
    static List<Command> beginning(Takeover takeover) {
        var members = NODES.stream()
                .map(n -> new Command.ClusterInit.Member(new NodeName(n), new Node.Addresses("x:1", "x:2", "x:3"),
                        true))
                .toList();
        var process = new ResourceSpec(new ResourceName("p"), List.of(), ResourcePolicy.DEFAULT,
                new ResourceKind.Process(List.of("/usr/bin/p"), new TreeMap<>(), Optional.empty(), Optional.empty(),
                        ResourceKind.Process.SIGTERM));
        var owners = List.of(new NodeName("a"), new NodeName("b"));
        var spec = new GroupSpec(owners, owners, GroupSpec.FailoverPolicy.DEFAULT, List.of(process), "", takeover);
        return List.of(new Command.ClusterInit("c", members), guardUp("a", "a0", 0), guardUp("b", "b0", 0),
                guardUp("c", "c0", 0), pluggedInto("first"),
                new Command.CreateGroup(GROUP, spec, new TreeMap<>(), Group.Desired.ONLINE));
    }

    static Command pluggedInto(String which) {
        return new Command.ConfigureFencing(new NodeName("a"), List.of(new Fencing.Device(which, "fence_switch",
                new TreeMap<>(), List.of(new NodeName("b")), 1_000, 1, false)), OptionalLong.empty());
    }

    static Command.GuardUp guardUp(String node, String guard, long previous) {
        return new Command.GuardUp(new NodeName(node), guard, previous, "", List.of(), List.of());
    }

    /// Each log of a search exists once; comparing whole states would take longer than everything else.
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return id;
    }

    /// As far as somebody has applied it.
    Log at(int applied) {
        var log = this;
        while (log.length > applied) {
            log = log.before.orElseThrow();
        }
        return log;
    }

    Life life(String node) {
        return state.nodes().get(new NodeName(node)).life();
    }

    boolean isCurrent(String node, long k) {
        return life(node) instanceof Life.Up(var current) && current == k;
    }

    Node.Acceptor guard(String node) {
        return state.nodes().get(new NodeName(node)).guard().orElseThrow();
    }

    Optional<Ownership.Owned> owner() {
        return state.group(GROUP).flatMap(Group::owner);
    }

    boolean has(Command wanted) {
        return command.equals(wanted) || before.map(b -> b.has(wanted)).orElse(false);
    }

    List<Standing> view() {
        return state.nodes().values().stream()
                .map(n -> new Standing(n.name().value(), n.life().last(), !n.isUp()))
                .toList();
    }

    /// Every owner that the log ever named, newest first.
    List<Ownership.Owned> owners() {
        var owners = new ArrayList<Ownership.Owned>();
        for (var log = Optional.of(this); log.isPresent(); log = log.get().before) {
            log.get().owner().ifPresent(owners::add);
        }
        return owners;
    }
}
