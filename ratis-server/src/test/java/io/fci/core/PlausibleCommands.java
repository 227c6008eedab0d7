package io.fci.core;

import io.fci.core.log.Command;
import io.fci.core.log.Command.Report;
import io.fci.core.log.Command.ResumeNode.Back;
import io.fci.core.log.Evidence;
import io.fci.core.state.Failback;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.State;
import io.fci.core.state.Takeover;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Commands that somebody could really propose in a given state: mostly right, now and then late, doubled or mistaken.
final class PlausibleCommands {
    private static final List<String> GROUPS = List.of("files", "lic", "mail", "sql");

    private final Random random;
    private final State state;

    PlausibleCommands(Random random, State state) {
        this.random = random;
        this.state = state;
    }

    Command next() {
        boolean anyUp = state.nodes().values().stream().anyMatch(Node::isUp);
        int kind = anyUp || random.nextInt(4) == 0 ? random.nextInt(118) : 12;
        if (kind >= 100) {
            return new PlausibleFencing(random, state).next();
        } else if (kind < 10) {
            return create();
        } else if (kind < 26) {
            return guardUp();
        } else if (kind < 33) {
            return lost();
        } else if (kind < 38) {
            return online();
        } else if (kind < 42) {
            return new Command.TakeOffline(group(), generation());
        } else if (kind < 50) {
            return move();
        } else if (kind < 53) {
            return new Command.DeleteGroup(group(), generation(), random.nextInt(3) > 0);
        } else if (kind < 57) {
            return update();
        } else if (kind < 69) {
            return released();
        } else if (kind < 92) {
            return report();
        } else if (kind < 94) {
            return switch (random.nextInt(9)) {
                case 2, 3, 4 -> act();
                case 7 -> maintain();
                case 8 -> lock();
                case 0 -> resume();
                case 1 -> new Command.ClearFailures(group(), Optional.empty());
                default -> drain();
            };
        } else if (kind < 99) {
            return random.nextBoolean() ? guard() : concerns();
        } else {
            return random.nextBoolean()
                    ? new Command.TimePassed(
                            random.nextBoolean() ? new TreeSet<>() : new TreeSet<>(state.groups().keySet()))
                    : new Command.Barrier();
        }
    }

    private Command.ActOnResource act() {
        var name = group();
        var resources = state.group(name).map(g -> List.copyOf(g.resources().keySet())).orElse(List.of());
        return new Command.ActOnResource(name, resources.isEmpty() ? new ResourceName("none") : pick(resources),
                pick(List.of(Command.ActOnResource.Act.values())));
    }

    /// Locks are rare and short: what is locked takes no other command.
    private Command.LockResource lock() {
        var act = act();
        return new Command.LockResource(act.group(), act.resource(), random.nextInt(3) == 0
                ? maybe(terms())
                : Optional
                        .empty());
    }

    private Command.Maintain maintain() {
        var act = act();
        return new Command.Maintain(switch (random.nextInt(3)) {
            case 0 -> new Command.Maintain.Subject.OfNode(node());
            case 1 -> new Command.Maintain.Subject.OfGroup(act.group());
            default -> new Command.Maintain.Subject.OfResource(act.group(), act.resource());
        }, maybe(terms()));
    }

    private Command.Terms terms() {
        return new Command.Terms("work",
                random.nextBoolean()
                        ? OptionalLong.of(1_000 + random.nextInt(20_000))
                        : OptionalLong
                                .empty());
    }

    private Command.DrainNode drain() {
        return new Command.DrainNode(node(), "work", maybe(node()), random.nextInt(4) == 0, random.nextInt(3) == 0,
                1 + random.nextInt(3));
    }

    private Command.ResumeNode resume() {
        return new Command.ResumeNode(node(), random.nextBoolean() ? Back.STAY : Back.RETURN);
    }

    private Command.ReportGuard guard() {
        var quiet = state.nodes().values().stream().filter(each -> each.quiet().isPresent()).findFirst();
        var node = quiet.isPresent() && random.nextInt(4) > 0 ? quiet.get().name() : node();
        var uuid = state.node(node).flatMap(Node::guard).map(Node.Acceptor::guardUuid).orElse("guard");
        return new Command.ReportGuard(node, random.nextInt(5) == 0 ? "guard-of-before" : uuid,
                quiet.isEmpty() || random.nextInt(4) == 0
                        ? Optional.of("its guard has said nothing for 3 s")
                        : Optional.empty());
    }

    private Command.ReportConcerns concerns() {
        var node = node();
        return new Command.ReportConcerns(node, late(state.node(node).map(n -> n.life().last()).orElse(0L)),
                random.nextBoolean() ? List.of() : List.of("no lease acknowledgements from b"));
    }

    private Command.GuardUp guardUp() {
        var absent = state.nodes().values().stream().filter(n -> !n.isUp()).map(Node::name).toList();
        var node = absent.isEmpty() || random.nextInt(4) == 0 ? node() : pick(absent);
        long last = state.node(node).map(n -> n.life().last()).orElse(0L);
        var networks = random.nextInt(8) == 0 ? List.of("192.168.7.0/24") : List.of("10.77.0.0/24", "fd77::/64");
        return new Command.GuardUp(node, "guard-" + node + "-" + random.nextInt(2), late(last), "lan", List.of(),
                random.nextInt(4) == 0 ? List.of() : networks);
    }

    private Command.NodeLost lost() {
        var node = node();
        long incarnation = late(state.node(node).map(n -> n.life().last()).orElse(0L));
        if (random.nextInt(4) == 0) {
            return new Command.NodeLost(node, incarnation, new Evidence.Dead("the daemon went away"));
        }
        if (random.nextInt(4) == 0) {
            return new PlausibleFencing(random, state).fenced();
        }
        var acceptors = new TreeMap<NodeName, Long>();
        for (var other : state.nodes().values()) {
            if (random.nextInt(6) > 0 && (random.nextInt(5) == 0 || !other.name().equals(node))) {
                acceptors.put(other.name(), random.nextInt(10) == 0
                        ? random.nextLong(1 + state.revision())
                        : other.guard().map(Node.Acceptor::incarnation).orElse(0L));
            }
        }
        return new Command.NodeLost(node, incarnation, new Evidence.Attests(acceptors, random.nextInt(500)));
    }

    private Command.CreateGroup create() {
        return new Command.CreateGroup(new GroupName(pick(GROUPS)), spec(), labels(),
                random.nextInt(5) == 0 ? Group.Desired.OFFLINE : Group.Desired.ONLINE);
    }

    private Command.UpdateGroup update() {
        var group = group();
        var spec = state.group(group).filter(g -> random.nextInt(3) == 0).map(Group::spec).orElseGet(this::spec);
        boolean defer = random.nextInt(3) == 0;
        return new Command.UpdateGroup(group, defer ? redefined(spec) : spec, labels(), generation(),
                !defer && random.nextBoolean(), defer);
    }

    /// The same resources; what some processes run is another program.
    private GroupSpec redefined(GroupSpec spec) {
        return spec.withResources(spec.resources().stream().map(r -> random.nextBoolean()
                && r.kind() instanceof ResourceKind.Process p
                        ? new ResourceSpec(r.name(), r.dependsOn(), r.policy(), new ResourceKind.Process(List.of(
                                "/usr/bin/v" + random.nextInt(3)), p.environment(), p.user(), p.workingDirectory(),
                                p.stopSignal()))
                        : r)
                .toList());
    }

    private Command.BringOnline online() {
        return new Command.BringOnline(group(), maybe(node()), generation());
    }

    private Command.MoveGroup move() {
        return new Command.MoveGroup(group(), maybe(node()),
                random.nextInt(6) == 0 ? Optional.of(node()) : Optional.empty(), generation(), random.nextBoolean());
    }

    private Command.Released released() {
        var stopping = owned().filter(g -> owner(g).intent() instanceof Ownership.Intent.Stop).toList();
        var owned = stopping.isEmpty() || random.nextInt(8) == 0 ? anyOwned() : Optional.of(pick(stopping));
        return owned.map(o -> new Command.Released(owner(o).node(), late(owner(o).incarnation()), o.name(),
                late(owner(o).epoch())))
                .orElseGet(() -> new Command.Released(node(), random.nextInt(9), group(), random.nextInt(9)));
    }

    private Command report() {
        var owned = anyOwned().filter(o -> !o.resources().isEmpty());
        if (owned.isEmpty() && random.nextInt(4) > 0) {
            return create();
        } else if (owned.isEmpty()) {
            return new Command.ReportResource(node(), 1, group(), 1, new ResourceName("app"), 1, new Report.Online(),
                    1);
        }
        var group = owned.get();
        var resource = pick(new ArrayList<>(group.resources().keySet()));
        int attempt = group.resource(resource).attempt() - (random.nextInt(8) == 0 ? 1 : 0);
        var report = switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> new Report.Online();
            case 4, 5 -> new Report.Stopped();
            case 6 -> new Report.Stuck("it hangs");
            default -> new Report.Failed("exit 1");
        };
        return new Command.ReportResource(owner(group).node(), late(owner(group).incarnation()), group.name(),
                late(owner(group).epoch()), resource, attempt, report, random.nextInt(1_000));
    }

    /// Three addresses for four groups: they collide.
    private GroupSpec spec() {
        int host = random.nextInt(6);
        var ip = new ResourceSpec(new ResourceName("ip"), List.of(), policy(),
                new ResourceKind.IpAddress("10.77.0." + (50 + host), 24, Optional.empty(),
                        ResourceKind.Announce.DEFAULT, true));
        var name = new ResourceSpec(new ResourceName("name"), needs("ip"), policy(),
                new ResourceKind.NetworkName("s" + host + ".fci.test", 5));
        var app = process("app", random.nextInt(8) == 0 ? List.of() : needs("name"));
        var log = process("log", random.nextBoolean() ? needs("app") : needs("ip", "name"));
        var resources = switch (random.nextInt(6)) {
            case 0 -> List.<ResourceSpec>of();
            case 1 -> List.of(process("app", List.of()));
            case 2, 3 -> List.of(ip, name, app);
            default -> List.of(ip, name, app, log);
        };
        var possible = random.nextInt(3) == 0 ? someNodes() : List.<NodeName>of();
        var preferred = random.nextInt(3) == 0 ? (possible.isEmpty() ? someNodes() : possible) : List.<NodeName>of();
        var max = random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(3));
        return new GroupSpec(possible, preferred, new GroupSpec.FailoverPolicy(max, 3_600_000), resources, "",
                pick(List.of(Takeover.values())), failback(), apart(), random.nextInt(3) * 500);
    }

    private Failback failback() {
        return switch (random.nextInt(4)) {
            case 0 -> new Failback(Failback.Mode.IMMEDIATE, Optional.empty(), random.nextInt(5_000));
            case 1 -> new Failback(Failback.Mode.IN_WINDOW, Optional.of(new Failback.Window(60, 120, "UTC")),
                    random.nextInt(5_000));
            default -> Failback.NEVER;
        };
    }

    private GroupSpec.Apart apart() {
        return random.nextInt(3) > 0
                ? GroupSpec.Apart.NONE
                : new GroupSpec.Apart(List.of(pick(List.of("x", "y"))), random.nextBoolean());
    }

    private ResourceSpec process(String name, List<ResourceSpec.AnyOf> needs) {
        return new ResourceSpec(new ResourceName(name), needs, policy(), new ResourceKind.Process(
                List.of("/usr/bin/true"), new TreeMap<>(), Optional.empty(), Optional.empty(), 15));
    }

    private static List<ResourceSpec.AnyOf> needs(String... resources) {
        var clauses = new ArrayList<ResourceSpec.AnyOf>();
        for (var resource : resources) {
            clauses.add(new ResourceSpec.AnyOf(List.of(new ResourceName(resource))));
        }
        return clauses;
    }

    private ResourcePolicy policy() {
        var onFailure = pick(List.of(ResourcePolicy.OnFailure.values()));
        return new ResourcePolicy(onFailure, random.nextInt(3), 900_000, 500, 5_000, 60_000, 60_000,
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(1 + random.nextInt(60_000)));
    }

    private TreeMap<String, String> labels() {
        var labels = CommandSequences.noLabels();
        if (random.nextInt(4) == 0) {
            labels.put("tier", "t" + random.nextInt(2));
        }
        return labels;
    }

    private OptionalLong generation() {
        return random.nextInt(6) == 0 ? OptionalLong.of(1 + random.nextInt(3)) : OptionalLong.empty();
    }

    private Optional<Group> anyOwned() {
        var owned = owned().toList();
        return owned.isEmpty() ? Optional.empty() : Optional.of(pick(owned));
    }

    private Stream<Group> owned() {
        return state.groups().values().stream().filter(g -> g.owner().isPresent());
    }

    private static Owned owner(Group group) {
        return group.owner().orElseThrow();
    }

    private long late(long number) {
        return random.nextInt(12) == 0 ? Math.max(0, number - 1 - random.nextInt(3)) : number;
    }

    private GroupName group() {
        var known = new ArrayList<>(state.groups().keySet());
        return known.isEmpty() || random.nextInt(12) == 0 ? new GroupName(pick(GROUPS)) : pick(known);
    }

    /// Rarely one that does not exist.
    private NodeName node() {
        return random.nextInt(40) == 0 ? new NodeName("zz") : pick(new ArrayList<>(state.nodes().keySet()));
    }

    private List<NodeName> someNodes() {
        var some = state.nodes().keySet().stream().filter(n -> random.nextInt(3) > 0).toList();
        return some.isEmpty() ? List.of(state.nodes().firstKey()) : some;
    }

    private <T> Optional<T> maybe(T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
