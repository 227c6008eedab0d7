package io.fci.core.rules;

import static io.fci.core.log.Refusal.Reason.ETAG_MISMATCH;
import static io.fci.core.log.Refusal.Reason.GROUP_EXISTS;
import static io.fci.core.log.Refusal.Reason.GROUP_NOT_FOUND;
import static io.fci.core.log.Refusal.Reason.GROUP_ONLINE;
import static io.fci.core.log.Refusal.Reason.INVALID_FIELD;
import static io.fci.core.log.Refusal.Reason.LIMIT_EXCEEDED;
import static io.fci.core.log.Refusal.Reason.NODE_NOT_ELIGIBLE;
import static io.fci.core.log.Refusal.Reason.NO_ELIGIBLE_NODE;
import static io.fci.core.log.Refusal.Reason.OPERATION_IN_PROGRESS;
import static io.fci.core.log.Refusal.Reason.OWNER_CHANGED;
import static io.fci.core.log.Refusal.Reason.WOULD_DISRUPT;

import io.fci.core.log.Command;
import io.fci.core.state.Event.Severity;
import io.fci.core.state.Group;
import io.fci.core.state.Group.Desired;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Holds;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation.Cause;
import io.fci.core.state.Operation.Kind;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Next;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.Ownership.Unowned;
import io.fci.core.state.Ownership.Waiting;
import io.fci.core.state.ResourceState;
import io.fci.core.state.Sorted;
import io.fci.core.state.State;
import io.fci.core.view.Placement;
import io.fci.core.view.Verdicts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/// What operators ask of groups. Each rule either leaves the turn changed or throws [Refused].
public final class GroupRules {
    private GroupRules() {}

    public static void create(Turn turn, Command.CreateGroup c) {
        if (turn.state().group(c.group()).isPresent()) {
            throw Refused.because(GROUP_EXISTS,
                    "group '" + c.group() + "' exists already; choose another name or update it",
                    "name", c.group().value());
        }
        if (turn.state().groups().size() >= State.MAX_GROUPS) {
            throw Refused.because(LIMIT_EXCEEDED, "there are " + State.MAX_GROUPS + " groups, the most a cluster holds;"
                    + " delete one first", "limit", Integer.toString(State.MAX_GROUPS));
        }
        SpecRules.check(turn.state(), c.group(), c.spec());
        var versions = new Group.Versions(1, turn.revision(), turn.revision(), turn.wall(), turn.wall(),
                turn.principal());
        var bare = new Group(c.group(), Long.toHexString(turn.revision()), versions, c.spec(), c.labels(), c.desired(),
                new Unowned(Optional.empty()), Optional.empty(), new TreeMap<>(), List.of(), OptionalLong.empty(),
                new TreeSet<>(), Holds.NONE, Sorted.empty());
        var group = Assignment.fresh(turn, bare);
        turn.put(group);
        turn.event(Severity.INFO, "GROUP_CREATED", group, Optional.empty(), "group " + c.group() + " is created");
        if (c.desired() == Desired.ONLINE) {
            requireSomethingToRun(c.group(), c.spec());
            var begun = Operations.begin(turn, group, Kind.ONLINE, Cause.INITIAL_PLACEMENT,
                    "first start of " + c.group(), OptionalLong.empty());
            Assignment.place(turn, begun, Placement.best(turn.state(), c.group(), c.spec(), List.of()));
        }
    }

    /// A group without resources is never online, whatever is wanted of it (WSFC computes the same).
    private static void requireSomethingToRun(GroupName group, GroupSpec spec) {
        if (spec.resources().isEmpty()) {
            throw Refused.because(INVALID_FIELD,
                    "group '" + group + "' has no resources, so it cannot be online; give it"
                            + " some, or keep it offline",
                    "field", "spec.resources");
        }
    }

    public static void update(Turn turn, Command.UpdateGroup c) {
        var group = find(turn, c.group(), c.generation());
        HoldRules.requireUnlocked(group);
        SpecRules.check(turn.state(), c.group(), c.spec());
        if (group.desired() == Desired.ONLINE) {
            requireSomethingToRun(c.group(), c.spec());
        }
        if (group.spec().equals(c.spec()) && group.labels().equals(c.labels())) {
            return;
        }
        var owner = group.owner();
        // A group that is being stopped keeps what was to follow: it comes back with the new specification, or not at all.
        boolean runs = owner.isPresent() && owner.get().intent() instanceof Intent.Run;
        boolean redefines = Redefinition.changes(group.spec(), c.spec());
        var former = runs && redefines ? Redefinition.former(group, c) : group.former();
        boolean disrupts = runs && redefines && former.isEmpty() && Redefinition.changes(group.inEffect(), c.spec());
        boolean evicts = runs && !c.spec().mayRunOn(owner.get().node());
        if ((disrupts || evicts) && !c.allowDisruption()) {
            throw Refused.because(WOULD_DISRUPT,
                    "the change would " + (evicts ? "move" : "restart") + " group '" + c.group()
                            + "', which is online on " + owner.get().node()
                            + "; allow disruption"
                            + (evicts || !Redefinition.mayWait(group, c.spec()) ? "" : ", defer it to the next start,")
                            + " or take it offline first");
        }
        var v = group.versions();
        var versions = new Group.Versions(v.generation() + 1, v.createRevision(), turn.revision(), v.createdWall(),
                turn.wall(), turn.principal());
        var next = ResourceRules.keptOf(group.withSpec(c.spec(), c.labels(), versions));
        if (owner.isEmpty() || !runs && redefines || disrupts) {
            next = Assignment.fresh(turn, next);
        } else {
            next = next.withFormer(former);
        }
        if (disrupts || evicts) {
            var stay = evicts ? Optional.<NodeName>empty() : Optional.of(owner.get().node());
            next = Operations.begin(turn, next, evicts ? Kind.MOVE : Kind.RESTART, Cause.CONFIG_CHANGED,
                    "the configuration of " + c.group() + " changed", OptionalLong.of(turn.now()));
            next = redirect(next, new Next.Assign(stay, Optional.empty()));
        }
        turn.put(next);
        turn.event(Severity.INFO, "GROUP_UPDATED", next, Optional.empty(), "group " + c.group() + " is at generation "
                + versions.generation() + (evicts
                        ? " and has to leave " + owner.get().node()
                        : disrupts
                                ? " and restarts on " + owner.get().node()
                                : Redefinition.words(former.keySet())));
        if (next.ownership() instanceof Unowned(var reason) && reason.isPresent()) {
            NodeRules.placeWaiting(turn);
        }
    }

    public static void delete(Turn turn, Command.DeleteGroup c) {
        var group = find(turn, c.group(), c.generation());
        HoldRules.requireUnlocked(group);
        if (group.ownership() instanceof Unowned) {
            Assignment.delete(turn, group);
            return;
        }
        if (!c.force()) {
            var where = group.owner().map(o -> "is on " + o.node())
                    .orElseGet(() -> "may still run on " + group.waiting().orElseThrow().node());
            throw Refused.because(GROUP_ONLINE, "group '" + c.group() + "' " + where
                    + "; take it offline first, or force the deletion", "name", c.group().value());
        }
        var begun = Operations.begin(turn, ResourceRules.all(group, Desired.OFFLINE), Kind.DELETE, Cause.REQUESTED,
                "deletion of " + c.group(), OptionalLong.empty());
        stop(turn, begun, new Next.Delete(), "then it is deleted");
    }

    /// A group that waits for proof is not stopped by anybody: only what comes after is another thing now.
    private static void stop(Turn turn, Group group, Next next, String then) {
        if (group.ownership() instanceof Waiting waiting) {
            turn.put(redirect(group, next));
            turn.event(Severity.INFO, "GROUP_REDIRECTED", group, Optional.of(waiting.node()), "group " + group.name()
                    + " still waits until it is certain that " + waiting.node() + " does not run it, " + then);
            return;
        }
        var owned = group.owner().orElseThrow();
        turn.put(redirect(group, next));
        turn.event(Severity.INFO, "GROUP_STOPPING", group, Optional.of(owned.node()),
                "group " + group.name() + " stops on " + owned.node() + ", " + then, "epoch",
                Long.toString(owned.epoch()));
    }

    public static void bringOnline(Turn turn, Command.BringOnline c) {
        var group = find(turn, c.group(), c.generation());
        HoldRules.requireUnlocked(group);
        c.node().ifPresent(node -> requireEligible(turn, group, node));
        requireSomethingToRun(c.group(), group.spec());
        var wanted = ResourceRules.all(group, Desired.ONLINE);
        switch (group.ownership()) {
            case Unowned(var reason) -> {
                var begun = Operations.begin(turn, wanted, Kind.ONLINE, Cause.REQUESTED,
                        c.group() + " was brought online",
                        OptionalLong.empty());
                Assignment.place(turn, begun, c.node().or(() -> Assignment.home(turn, begun)));
            }
            case Waiting waiting -> {
                if (!comesBack(waiting.next(), c.node())) {
                    stop(turn, Operations.begin(turn, wanted, Kind.ONLINE, Cause.REQUESTED,
                            c.group() + " was brought online", OptionalLong.empty()),
                            new Next.Assign(c.node(), Optional.empty()),
                            "then it starts" + c.node().map(n -> " on " + n).orElse(""));
                }
            }
            case Owned owned -> {
                switch (owned.intent()) {
                    case Intent.Stop(var next) when comesBack(next, c.node()) -> {
                    }
                    case Intent.Stop(var next) -> {
                        var begun = Operations.begin(turn, wanted, Kind.ONLINE, Cause.REQUESTED,
                                c.group() + " was brought online while it was stopping on " + owned.node(),
                                OptionalLong.of(turn.now()));
                        var target = c.node().orElse(owned.node());
                        stop(turn, begun, new Next.Assign(Optional.of(target), Optional.empty()),
                                "then it starts on " + target);
                    }
                    case Intent.Run() -> bringBack(turn, wanted, owned, !group.kept().isEmpty(), c);
                }
            }
        }
    }

    /// Whether it is on its way to be online already, and there if a node was named: sending it back from where it just
    /// failed would be the opposite of help.
    private static boolean comesBack(Next next, Optional<NodeName> wanted) {
        return switch (next) {
            case Next.Assign(var target, var avoid) -> wanted.isEmpty() || wanted.equals(target);
            case Next.GoOffline() -> false;
            case Next.Delete() -> false;
        };
    }

    /// On its node already: resources that were given up, or that failed, get a new series of attempts.
    private static void bringBack(Turn turn, Group group, Owned owned, boolean kept, Command.BringOnline c) {
        c.node().filter(node -> !node.equals(owned.node())).ifPresent(node -> {
            throw Refused.because(NODE_NOT_ELIGIBLE, "group '" + c.group() + "' is on " + owned.node() + "; move it to "
                    + node + " instead", "node", node.value());
        });
        if (group.resources().values().stream().noneMatch(ResourceState::abandoned) && !kept) {
            return;
        }
        turn.state().nodes().get(owned.node()).schedule().paused().ifPresent(paused -> {
            throw Refused.because(NODE_NOT_ELIGIBLE, "group '" + c.group() + "' is on " + owned.node()
                    + ", which starts nothing: it is paused" + paused.words() + "; resume it, or move the group",
                    "node",
                    owned.node().value());
        });
        var resources = Sorted.mapValues(group.resources(),
                r -> r.abandoned() ? r.anew() : r);
        var begun = Operations.begin(turn, group.withResources(resources).withFailovers(List.of()), Kind.ONLINE,
                Cause.REQUESTED, c.group() + " was brought online again", OptionalLong.empty());
        turn.put(begun);
        turn.event(Severity.INFO, "GROUP_RETRIED", begun, Optional.of(owned.node()),
                "group " + c.group() + " is tried again on " + owned.node() + ", its budgets are full");
    }

    public static void takeOffline(Turn turn, Command.TakeOffline c) {
        var group = find(turn, c.group(), c.generation());
        HoldRules.requireUnlocked(group);
        var unwanted = ResourceRules.all(group, Desired.OFFLINE);
        switch (group.ownership()) {
            case Unowned(var reason) -> {
                if (reason.isPresent() || group.desired() == Desired.ONLINE) {
                    Assignment.goOffline(turn, Operations.begin(turn, unwanted, Kind.OFFLINE, Cause.REQUESTED,
                            c.group() + " was taken offline", OptionalLong.empty()));
                }
            }
            case Waiting waiting -> {
                if (waiting.next() instanceof Next.Assign) {
                    stop(turn, Operations.begin(turn, unwanted, Kind.OFFLINE, Cause.REQUESTED,
                            c.group() + " was taken offline", OptionalLong.empty()), new Next.GoOffline(),
                            "then it stays offline");
                }
            }
            case Owned owned -> {
                if (owned.intent() instanceof Intent.Stop(var next)
                        && (next instanceof Next.GoOffline || next instanceof Next.Delete)) {
                    return;
                }
                stop(turn, Operations.begin(turn, unwanted, Kind.OFFLINE, Cause.REQUESTED,
                        c.group() + " was taken offline", OptionalLong.empty()), new Next.GoOffline(),
                        "then it stays offline");
            }
        }
    }

    public static void move(Turn turn, Command.MoveGroup c) {
        var group = find(turn, c.group(), c.generation());
        var owner = group.owner().map(Owned::node);
        c.expectedOwner().filter(expected -> !owner.equals(Optional.of(expected))).ifPresent(expected -> {
            throw Refused.because(OWNER_CHANGED, "group '" + c.group() + "' is not on " + expected + " any more but "
                    + owner.map(n -> "on " + n).orElse("on no node") + "; look again", "expected_owner",
                    expected.value(),
                    "owner", owner.map(NodeName::value).orElse(""));
        });
        c.node().ifPresent(node -> requireKnown(turn, node));
        if (owner.isPresent() && owner.equals(c.node())
                && group.owner().get().intent() instanceof Intent.Run) {
            return;
        }
        HoldRules.requireUnlocked(group);
        requireWanted(group);
        c.node().ifPresent(node -> requireEligible(turn, group, node));
        requireNothingRunning(turn, group, c.preempt());
        var here = owner.or(group::lastOwner).stream().toList();
        var target = c.node().or(() -> Placement.best(turn.state(), group.name(), group.spec(), here));
        if (target.isEmpty()) {
            throw Refused.because(NO_ELIGIBLE_NODE, "group '" + c.group() + "' has nowhere to go: "
                    + Verdicts.obstacles(turn.state(), group.name(), group.spec(), here), "group", c.group().value());
        }
        var message = "move of " + c.group() + " to " + target.get();
        switch (group.ownership()) {
            case Waiting waiting -> {
                var begun = Operations.begin(turn, group, Kind.MOVE, Cause.REQUESTED, message, OptionalLong.empty());
                Operations.to(turn, begun, target.get());
                stop(turn, begun, new Next.Assign(target, Optional.empty()), "then it starts on " + target.get());
            }
            case Unowned(var reason) when reason.isPresent() -> Assignment.assign(turn,
                    Operations.begin(turn, group, Kind.MOVE, Cause.REQUESTED, message, OptionalLong.empty()),
                    target.get());
            case Unowned(var reason) -> {
                var moved = Operations.begin(turn, group, Kind.MOVE, Cause.REQUESTED, message, OptionalLong.empty())
                        .withLastOwner(target.get());
                turn.put(moved);
                Operations.to(turn, moved, target.get());
                Operations.succeed(turn, moved);
                turn.event(Severity.INFO, "GROUP_MOVED", moved, target,
                        "group " + c.group() + " is offline and will start on " + target.get() + " next");
            }
            case Owned owned -> {
                var begun = Operations.begin(turn, group, Kind.MOVE, Cause.REQUESTED, message,
                        OptionalLong.of(turn.now()));
                Operations.to(turn, begun, target.get());
                turn.put(redirect(begun, new Next.Assign(target, Optional.empty())));
                turn.event(Severity.INFO, "GROUP_MOVING", begun, Optional.of(owned.node()), "group " + c.group()
                        + " stops on " + owned.node() + ", next " + target.get(), "epoch",
                        Long.toString(owned.epoch()));
            }
        }
    }

    /// A group that is owned stops on its node first, whatever comes next; one that waits goes on waiting.
    static Group redirect(Group group, Next next) {
        return switch (group.ownership()) {
            case Waiting waiting -> group.withOwnership(waiting.withNext(next));
            case Owned owned -> group.withOwnership(owned.withIntent(new Intent.Stop(next)));
            case Unowned unowned ->
                throw new IllegalStateException("group " + group.name() + " has no owner to stop it");
        };
    }

    /// A move never changes what is wanted: a group that is about to be offline or deleted has nowhere to run.
    private static void requireWanted(Group group) {
        if (!(group.ownership() instanceof Unowned) && group.desired() == Desired.OFFLINE) {
            var node = group.owner().map(Owned::node).orElseGet(() -> group.waiting().orElseThrow().node());
            throw Refused.because(OPERATION_IN_PROGRESS, "group '" + group.name() + "' is being stopped on "
                    + node + " for good; bring it online where you want it, or move it once it is"
                    + " offline", "group", group.name().value());
        }
    }

    private static void requireNothingRunning(Turn turn, Group group, boolean preempt) {
        Operations.running(turn, group).filter(o -> !preempt).ifPresent(o -> {
            throw Refused.because(OPERATION_IN_PROGRESS, "operation " + o.id() + " of group '" + group.name()
                    + "' is running (" + o.message() + "); wait for it, or replace it with preempt", "operation",
                    Long.toString(o.id()), "kind", o.kind().name());
        });
    }

    private static void requireKnown(Turn turn, NodeName node) {
        if (turn.state().node(node).isEmpty()) {
            throw NodeRules.unknown(turn.state(), node);
        }
    }

    private static void requireEligible(Turn turn, Group group, NodeName node) {
        requireKnown(turn, node);
        Verdicts.of(turn.state(), group.name(), group.spec())
                .stream()
                .filter(v -> v.node().equals(node) && !v.eligible())
                .findFirst()
                .ifPresent(v -> {
                    throw Refused.because(NODE_NOT_ELIGIBLE,
                            "group '" + group.name() + "' cannot run on '" + node + "': it "
                                    + v.obstacle().orElseThrow(),
                            "node", node.value());
                });
    }

    static Group find(Turn turn, GroupName name, OptionalLong generation) {
        var group = turn.state().group(name).orElseThrow(() -> unknown(turn.state(), name));
        if (generation.isPresent() && generation.getAsLong() != group.versions().generation()) {
            throw Refused.because(ETAG_MISMATCH,
                    "group '" + name + "' is at generation " + group.versions().generation()
                            + ", not " + generation.getAsLong() + "; read it again",
                    "expected",
                    Long.toString(generation.getAsLong()), "actual", Long.toString(group.versions().generation()));
        }
        return group;
    }

    private static Refused unknown(State state, GroupName name) {
        var known = state.groups().keySet().stream().map(GroupName::value).toList();
        var shown = known.isEmpty()
                ? "there are no groups"
                : "groups: " + String.join(", ", known.subList(0, Math.min(20, known.size())))
                        + (known.size() > 20 ? ", ..." : "");
        return Refused.because(GROUP_NOT_FOUND, "there is no group '" + name + "' (" + shown + ")", "name",
                name.value());
    }
}
