package io.fci.core;

import io.fci.core.state.Dependencies;
import io.fci.core.state.Drain;
import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.Life;
import io.fci.core.state.Names;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Next;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.Ownership.Unowned;
import io.fci.core.state.Ownership.Waiting;
import io.fci.core.state.Requests;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.ResourceState;
import io.fci.core.state.Schedule;
import io.fci.core.state.State;
import io.fci.core.state.Takeover;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// What holds in every state the cluster can be in, written down independently of the rules that bring it about. A
/// sentence here means the core has a bug. Pure; for tests, for the simulation and for whoever suspects a state.
public final class Invariants {
    private Invariants() {}

    /// One sentence per rule that the state breaks; empty: it is sound.
    public static List<String> broken(State state) {
        var broken = new ArrayList<String>();
        state.nodes().forEach((name, node) -> node(broken, state, name, node));
        state.groups().forEach((name, group) -> group(broken, state, name, group));
        published(broken, state);
        operations(broken, state);
        requests(broken, state);
        return broken;
    }

    /// One sentence per rule that the step from a state to the next one breaks.
    ///
    /// @param after what one command made of `before`
    public static List<String> broken(State before, State after) {
        return Successions.broken(before, after);
    }

    private static void node(List<String> broken, State state, NodeName name, Node node) {
        require(broken, node.name().equals(name), "node " + name + " is stored under another name than its own");
        require(broken, state.clusterId().isPresent(), "node " + name + " exists before the cluster does");
        require(broken, node.life().last() <= state.revision(),
                "incarnation " + node.life().last() + " of node " + name + " lies in the future");
        require(broken, node.life() instanceof Life.Never == node.guard().isEmpty(),
                "node " + name + " has joined without a guard, or has a guard without having joined");
        node.fencing().job().ifPresent(job -> job(broken, node, job));
        node.guard().ifPresent(guard -> require(broken, guard.incarnation() <= node.life().last(),
                "guard of node " + name + " remembers more than the node's present life"));
        node.schedule().paused().flatMap(Schedule.Paused::drain).ifPresent(drain -> drain(broken, state, name, drain));
    }

    /// A drain that waits for nothing would never end, and one that is done stays true: nothing comes to a paused node.
    private static void drain(List<String> broken, State state, NodeName name, Drain drain) {
        var owned = state.groups().values().stream().flatMap(g -> g.owner().stream())
                .filter(o -> o.node().equals(name)).toList();
        switch (drain.status()) {
            case RUNNING -> require(broken, owned.stream().anyMatch(o -> o.intent() instanceof Intent.Stop),
                    "node " + name + " is drained, but none of its " + owned.size() + " groups leaves");
            case DONE -> require(broken, owned.isEmpty(),
                    "node " + name + " is drained, but owns " + owned.size() + " groups");
            case FAILED ->
                require(broken, drain.failure().isPresent(), "the drain of " + name + " failed for no reason");
        }
    }

    private static void job(List<String> broken, Node node, Fencing.Job job) {
        require(broken, job.incarnation() == node.life().last(), "incarnation " + job.incarnation() + " of node "
                + node.name() + " is being fenced, but " + node.life().last() + " is its last");
        job.assigned().ifPresent(assigned -> require(broken, !assigned.executor().equals(node.name())
                && !node.fencing().level(assigned.level()).isEmpty(),
                "node " + node.name() + " is to be fenced by " + assigned));
    }

    private static void group(List<String> broken, State state, GroupName name, Group group) {
        require(broken, group.name().equals(name), "group " + name + " is stored under another name than its own");
        require(broken, group.versions().modRevision() <= state.revision(),
                "group " + name + " changed at a revision that is not reached");
        instance(broken, group);
        var specified = new TreeSet<>(group.spec().resources().stream().map(ResourceSpec::name).toList());
        require(broken, specified.equals(group.resources().keySet()),
                "group " + name + " keeps states of " + group.resources().keySet() + " but specifies " + specified);
        require(broken, specified.containsAll(group.kept()),
                "group " + name + " keeps " + group.kept() + " offline but specifies " + specified);
        require(broken, specified.containsAll(group.holds().maintained().keySet())
                && specified.containsAll(group.holds().locked().keySet()),
                "group " + name + " has holds on " + group.holds() + " but specifies " + specified);
        require(broken, specified.containsAll(group.former().keySet())
                && (group.former().isEmpty() || group.owner().isPresent()),
                "group " + name + " says that " + group.former().keySet() + " run as they were, with "
                        + group.ownership());
        require(broken, group.kept().isEmpty() || group.desired() == Group.Desired.ONLINE,
                "group " + name + " is wanted offline and keeps " + group.kept() + " offline besides");
        group.resources()
                .forEach((resource, r) -> require(broken,
                        !r.vacated() || group.owner().isPresent() && r.phase() == ResourceState.Phase.OFFLINE,
                        resource + " of " + name + " is said to be handed over, and is " + r.phase() + " with "
                                + group.ownership()));
        switch (group.ownership()) {
            case Owned owned -> owned(broken, state, group, owned);
            case Waiting waiting -> waiting(broken, state, group, waiting);
            case Unowned(var reason) -> unowned(broken, group, reason.isPresent());
        }
    }

    private static void owned(List<String> broken, State state, Group group, Owned owned) {
        var name = group.name();
        var current = state.node(owned.node()).map(Node::life).orElse(new Life.Never());
        require(broken, current.equals(new Life.Up(owned.incarnation())), "group " + name + " is owned by "
                + owned.node() + " in incarnation " + owned.incarnation() + ", but that node is " + current);
        require(broken, owned.incarnation() <= owned.epoch(),
                "epoch " + owned.epoch() + " of group " + name + " is older than the life of its owner");
        require(broken, owned.epoch() <= state.revision(), "epoch " + owned.epoch() + " of group " + name
                + " lies in the future");
        require(broken, group.lastOwner().filter(owned.node()::equals).isPresent(),
                "group " + name + " does not remember " + owned.node() + " as its last owner");
        boolean meantToStay = switch (owned.intent()) {
            case Intent.Run() -> true;
            case Intent.Stop(var next) -> comesBack(next);
        };
        require(broken, meantToStay == (group.desired() == Group.Desired.ONLINE), "group " + name
                + " is wanted " + group.desired() + ", but its owner is to " + owned.intent());
    }

    private static boolean comesBack(Next next) {
        return switch (next) {
            case Next.Assign(var target, var avoid) -> true;
            case Next.GoOffline() -> false;
            case Next.Delete() -> false;
        };
    }

    /// A wait ends in the entry that brings the proof, so while there is one, the life it is about is the node's last.
    private static void waiting(List<String> broken, State state, Group group, Waiting waiting) {
        var life = state.node(waiting.node()).map(Node::life).orElse(new Life.Never());
        require(broken, life instanceof Life.Down && life.last() == waiting.incarnation(), "group " + group.name()
                + " waits for proof about incarnation " + waiting.incarnation() + " of " + waiting.node()
                + ", but that node is " + life);
        require(broken, waiting.takeover() != Takeover.LEASE,
                "group " + group.name() + " waits though the end of the lease is enough for it");
        require(broken, comesBack(waiting.next()) == (group.desired() == Group.Desired.ONLINE), "group "
                + group.name() + " is wanted " + group.desired() + ", but it waits for " + waiting.next());
        nothingRuns(broken, group);
    }

    private static void unowned(List<String> broken, Group group, boolean waits) {
        require(broken, waits == (group.desired() == Group.Desired.ONLINE), "group " + group.name()
                + " has no owner and is wanted " + group.desired()
                + (waits ? ", yet waits for a node" : ", yet does not say why it is not"));
        nothingRuns(broken, group);
    }

    private static void nothingRuns(List<String> broken, Group group) {
        group.resources().forEach((resource, its) -> require(broken, its.phase() == ResourceState.Phase.OFFLINE,
                "resource " + resource + " of group " + group.name() + " is " + its.phase() + ", but nobody owns it"));
    }

    /// Dependencies form no cycle; a group with a Network Name publishes an address under it, and whatever clients reach
    /// stands on that name.
    private static void instance(List<String> broken, Group group) {
        var spec = group.spec();
        var dependencies = Dependencies.of(spec.resources());
        require(broken, dependencies.cycle().isEmpty(), "the dependencies of group " + group.name() + " form a cycle");
        for (var name : spec.resources()) {
            if (name.kind() instanceof ResourceKind.NetworkName) {
                require(broken, dependencies.providers(name.name())
                        .stream()
                        .map(spec::resource)
                        .anyMatch(provider -> provider.orElseThrow().kind() instanceof ResourceKind.Address),
                        "network name " + name.name() + " of group " + group.name() + " has no address");
                for (var resource : spec.resources()) {
                    require(broken, !(resource.kind() instanceof ResourceKind.Process)
                            || dependencies.providers(resource.name()).contains(name.name()),
                            "resource " + resource.name() + " of group " + group.name()
                                    + " does not stand on the network name " + name.name());
                }
            }
        }
    }

    /// What clients find the groups by: nothing of it belongs to two.
    private static void published(List<String> broken, State state) {
        var addresses = new TreeMap<String, GroupName>();
        var names = new TreeMap<String, GroupName>();
        state.groups().forEach((name, group) -> {
            for (var resource : group.spec().resources()) {
                if (resource.kind() instanceof ResourceKind.Address address) {
                    var other = addresses.put(address.ip(), name);
                    require(broken, other == null,
                            "address " + address.ip() + " belongs to " + other + " and to " + name);
                }
            }
            group.spec().networkName().map(n -> Names.foldFqdn(n.fqdn())).ifPresent(fqdn -> {
                var other = names.put(fqdn, name);
                require(broken, other == null, "name " + fqdn + " belongs to " + other + " and to " + name);
            });
        });
    }

    private static void operations(List<String> broken, State state) {
        long running = state.operations().values().stream().filter(Operation::isRunning).count();
        require(broken, state.operations().size() <= State.MAX_OPERATIONS + running,
                state.operations().size() + " operations are kept, " + running + " of them running");
        state.operations().forEach((id, operation) -> {
            require(broken, operation.id() == id, "operation " + id + " is stored under another number than its own");
            require(broken, operation.steps().size() <= Operation.MAX_STEPS,
                    "operation " + id + " has " + operation.steps().size() + " steps");
            if (operation.isRunning()) {
                var current = switch (operation.about()) {
                    case Operation.About.OfGroup(var group) -> state.group(group).map(Group::operation);
                    case Operation.About.OfNode(var node) ->
                        operation.kind() == Operation.Kind.DRAIN
                                ? state.node(node).flatMap(n -> n.schedule().draining()).map(Drain::operation)
                                : state.node(node).flatMap(n -> n.fencing().job()).map(Fencing.Job::operation);
                };
                require(broken, current.filter(o -> o.isPresent() && o.getAsLong() == id).isPresent(),
                        "operation " + id + " runs, but is not the one that " + operation.about() + " names");
            }
        });
    }

    private static void requests(List<String> broken, State state) {
        state.requests().buckets().forEach((bucket, answers) -> require(broken,
                answers.size() <= Requests.PER_BUCKET, answers.size() + " answers are kept in bucket " + bucket));
    }

    private static void require(List<String> broken, boolean holds, String otherwise) {
        if (!holds) {
            broken.add(otherwise);
        }
    }
}
