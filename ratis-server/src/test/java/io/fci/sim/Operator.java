package io.fci.sim;

import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.Takeover;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Somebody who works with the cluster: creates, moves, takes offline, and asks again at another node when no answer comes.
final class Operator {
    private static final int TRIES = 4;
    private static final long LAST_WORD = 12 * Timeline.SECOND;
    private static final List<GroupName> GROUPS = List.of(new GroupName("files"), new GroupName("mail"),
            new GroupName("sql"), new GroupName("wiki"), new GroupName("build"), new GroupName("print"));

    private final World world;
    private final List<GroupName> groups;
    private int requests;
    private boolean over;

    Operator(World world) {
        this.world = world;
        this.groups = GROUPS.subList(0, 3 + world.dice.roll(4));
    }

    void begin() {
        if (world.outfit == Outfit.FENCED) {
            world.names().forEach(name -> ask(new Command.ConfigureFencing(name, List.of(new Fencing.Device("power",
                    "fence_switch", new TreeMap<>(), List.of(), 10_000, 1, false)), OptionalLong.empty()), 30));
        }
        for (int i = 0; i < groups.size(); i++) {
            ask(new Command.CreateGroup(groups.get(i), spec(i), new TreeMap<>(), Group.Desired.ONLINE), 30);
        }
    }

    void act() {
        ask(command(), TRIES);
    }

    /// Everything that was kept from running may run again.
    void tidy() {
        if (world.outfit == Outfit.ECHOING) {
            over = true;
            resumeAll();
            // What was said before may still arrive.
            world.time.after(LAST_WORD, () -> {
                resumeAll();
                world.log.newest().groups().values().stream().filter(g -> g.desired() == Group.Desired.ONLINE)
                        .forEach(g -> ask(new Command.BringOnline(g.name(), Optional.empty(), OptionalLong.empty()),
                                30));
            });
        }
    }

    private void resumeAll() {
        world.names().forEach(name -> ask(new Command.ResumeNode(name, Command.ResumeNode.Back.STAY), 30));
    }

    private Command onNodesAndResources() {
        var extras = world.extras;
        var node = extras.pick(world.names());
        return switch (extras.roll(5)) {
            case 0 -> new Command.DrainNode(node, "work", Optional.empty(), extras.oneIn(4), extras.oneIn(4), 2);
            case 1, 2 -> new Command.ResumeNode(node, extras.pick(List.of(Command.ResumeNode.Back.values())));
            default -> new Command.ActOnResource(extras.pick(groups), new ResourceName(extras.oneIn(3) ? "log" : "app"),
                    extras.pick(List.of(Command.ActOnResource.Act.values())));
        };
    }

    private Command command() {
        if (world.outfit == Outfit.ECHOING && world.extras.oneIn(3)) {
            return onNodesAndResources();
        }
        if (world.log.echoes()) {
            // To and fro, so that what is said twice finds a newer ownership of the same node.
            return new Command.MoveGroup(groups.getFirst(), Optional.of(world.names().get(world.dice.roll(2))),
                    Optional.empty(), OptionalLong.empty(), world.dice.oneIn(2));
        }
        int i = world.dice.roll(groups.size());
        var group = groups.get(i);
        return switch (world.dice.roll(10)) {
            case 0 -> new Command.TakeOffline(group, OptionalLong.empty());
            case 1, 2, 3 -> new Command.BringOnline(group, Optional.empty(), OptionalLong.empty());
            case 4 -> new Command.DeleteGroup(group, OptionalLong.empty(), world.dice.oneIn(2));
            case 5 -> new Command.CreateGroup(group, spec(i), new TreeMap<>(), Group.Desired.ONLINE);
            default -> new Command.MoveGroup(group,
                    world.dice.oneIn(3) ? Optional.empty() : Optional.of(node()), Optional.empty(),
                    OptionalLong.empty(),
                    world.dice.oneIn(2));
        };
    }

    private NodeName node() {
        return world.dice.pick(world.names());
    }

    private void ask(Command command, int tries) {
        var id = "r" + ++requests;
        var proposal = new Proposal(Optional.of(new Proposal.Request(id, command.toString())), "operator", command);
        ask(id, proposal, tries);
    }

    private void ask(String id, Proposal proposal, int tries) {
        boolean hinders = proposal.command() instanceof Command.DrainNode
                || proposal.command() instanceof Command.ActOnResource;
        if (tries == 0 || over && hinders) {
            return;
        }
        var daemon = world.host(node()).daemon().filter(d -> d.alive.acts());
        if (daemon.isEmpty()) {
            world.time.after(500 * Timeline.MILLI, () -> ask(id, proposal, tries - 1));
            return;
        }
        var answered = new boolean[1];
        daemon.get().replica.propose(proposal, outcome -> {
            if (outcome.isPresent() && outcome.get() instanceof Outcome.Accepted) {
                world.oracle.acknowledged(id, outcome.get());
            }
            answered[0] |= outcome.isPresent()
                    && (outcome.get() instanceof Outcome.Accepted
                            || !isFirst(proposal.command()));
        });
        // Impatient or not: the answer may still come, and the second request must not be a second change.
        world.time.after(world.dice.delay(Timeline.SECOND, 12 * Timeline.SECOND), () -> {
            if (!answered[0] || world.dice.oneIn(8)) {
                ask(id, proposal, tries - 1);
            }
        });
    }

    /// Without them there is nothing to look at.
    private static boolean isFirst(Command command) {
        return command instanceof Command.CreateGroup || command instanceof Command.ConfigureFencing;
    }

    private GroupSpec spec(int i) {
        if (i == 0) {
            // Without an address nothing but the protocol keeps a second owner from starting.
            return spec(List.of(process("app", List.of())));
        }
        var ip = resource("ip", List.of(), new ResourceKind.IpAddress("10.77.0." + (50 + i), 24, Optional.empty(),
                ResourceKind.Announce.DEFAULT, true));
        var name = resource("name", needs("ip"), new ResourceKind.NetworkName("s" + i + ".fci.test", 5));
        var app = process("app", needs("name"));
        var log = process("log", needs("app"));
        return spec(i == 2 || world.outfit == Outfit.ECHOING ? List.of(ip, name, app, log) : List.of(ip, name, app));
    }

    private static ResourceSpec process(String name, List<ResourceSpec.AnyOf> needs) {
        return resource(name, needs, new ResourceKind.Process(List.of("/usr/bin/true"), new TreeMap<>(),
                Optional.empty(), Optional.empty(), ResourceKind.Process.SIGTERM));
    }

    private GroupSpec spec(List<ResourceSpec> resources) {
        var takeover = world.keeps(Rule.A_FENCED_GROUP_WAITS) ? world.outfit.takeover(world.extras) : Takeover.LEASE;
        return new GroupSpec(List.of(), List.of(), new GroupSpec.FailoverPolicy(OptionalInt.of(5), 30_000), resources,
                "", takeover);
    }

    private static List<ResourceSpec.AnyOf> needs(String resource) {
        return List.of(new ResourceSpec.AnyOf(List.of(new ResourceName(resource))));
    }

    private static ResourceSpec resource(String name, List<ResourceSpec.AnyOf> needs, ResourceKind kind) {
        return new ResourceSpec(new ResourceName(name), needs, new ResourcePolicy(
                ResourcePolicy.OnFailure.RESTART_THEN_FAIL_OVER, 2, 60_000, 500, 2_000, 60_000, 2_000,
                OptionalLong.of(45_000)), kind);
    }
}
