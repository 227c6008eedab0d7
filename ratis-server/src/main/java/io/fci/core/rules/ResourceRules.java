package io.fci.core.rules;

import static io.fci.core.log.Refusal.Reason.NODE_NOT_ELIGIBLE;
import static io.fci.core.log.Refusal.Reason.OPERATION_IN_PROGRESS;
import static io.fci.core.log.Refusal.Reason.RESOURCE_NOT_FOUND;

import io.fci.core.log.Command;
import io.fci.core.state.Dependencies;
import io.fci.core.state.Event.Severity;
import io.fci.core.state.Group;
import io.fci.core.state.Group.Desired;
import io.fci.core.state.Operation.Cause;
import io.fci.core.state.Operation.Kind;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.Ownership.Unowned;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceState.Phase;
import io.fci.core.state.Sorted;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What operators do to single resources. The group stays where it is, and wanted online.
public final class ResourceRules {
    private ResourceRules() {}

    public static void act(Turn turn, Command.ActOnResource c) {
        var group = GroupRules.find(turn, c.group(), OptionalLong.empty());
        if (!group.resources().containsKey(c.resource())) {
            throw Refused.because(RESOURCE_NOT_FOUND, "group '" + c.group() + "' has no resource '" + c.resource()
                    + "' (" + group.resources().keySet().stream().map(ResourceName::value)
                            .collect(Collectors.joining(", "))
                    + ")", "name", c.resource().value());
        }
        HoldRules.requireUnlocked(group);
        if (group.desired() == Desired.OFFLINE && group.ownership() instanceof Unowned) {
            alone(turn, group, c);
            return;
        }
        if (group.desired() == Desired.OFFLINE) {
            throw Refused.because(OPERATION_IN_PROGRESS, "group '" + c.group() + "' is being stopped, and so are its"
                    + " resources; wait for that, or bring the group online", "name", c.group().value());
        }
        switch (c.act()) {
            case OFFLINE -> offline(turn, group, c.resource());
            case ONLINE -> online(turn, group, c.resource());
            case RESTART -> restart(turn, group, c.resource());
            case FAIL -> fail(turn, group, c.resource());
        }
    }

    /// Of a group that is offline one resource can be started, with what it needs: the group is wanted online then, and
    /// everything else of it kept offline. The rest asks for something that is so already, or for what is not there.
    private static void alone(Turn turn, Group group, Command.ActOnResource c) {
        switch (c.act()) {
            case OFFLINE -> {
            }
            case ONLINE -> {
                var kept = new TreeSet<>(group.resources().keySet());
                kept.remove(c.resource());
                kept.removeAll(Dependencies.of(group.spec().resources()).providers(c.resource()));
                var wanted = Operations.begin(turn, group.withDesired(Desired.ONLINE).withKept(kept), Kind.ONLINE,
                        Cause.REQUESTED, c.resource() + " of " + group.name() + " was brought online",
                        OptionalLong.empty());
                Assignment.place(turn, wanted, Assignment.home(turn, wanted));
            }
            case RESTART, FAIL -> throw Refused.because(OPERATION_IN_PROGRESS, "resource '" + c.resource()
                    + "' of group '" + c.group() + "' is offline, as its group is; bring it online", "name",
                    c.group().value());
        }
    }

    /// A failure that it had is over with it.
    private static void offline(Turn turn, Group group, ResourceName name) {
        if (group.kept().contains(name)) {
            return;
        }
        var kept = new TreeSet<>(group.kept());
        kept.add(name);
        var resource = group.resource(name);
        var next = group.withKept(kept).withFormer(Sorted.without(group.former(), name));
        if (resource.phase() == Phase.FAILED) {
            next = next.withResource(name, resource.mended(turn.now(), turn.wall()));
        }
        turn.put(next);
        turn.event(Severity.INFO, "RESOURCE_KEPT_OFFLINE", next, next.owner().map(Owned::node), name + " of "
                + group.name() + " is kept offline" + needing(group, name), "resource", name.value());
    }

    private static String needing(Group group, ResourceName name) {
        var dependents = Dependencies.of(group.spec().resources()).directDependents(name);
        return dependents.isEmpty()
                ? ""
                : "; what needs it waits (" + dependents.stream().map(ResourceName::value)
                        .collect(Collectors.joining(", ")) + ")";
    }

    private static void online(Turn turn, Group group, ResourceName name) {
        var dependencies = Dependencies.of(group.spec().resources());
        var kept = new TreeSet<>(group.kept());
        kept.remove(name);
        kept.removeAll(dependencies.providers(name));
        boolean given = group.resource(name).abandoned();
        if (kept.equals(group.kept()) && !given) {
            return;
        }
        requireStarts(turn, group, name);
        var next = group.withKept(kept);
        if (given) {
            next = next.withResource(name, next.resource(name).anew());
        }
        if (runs(next)) {
            next = Operations.begin(turn, next, Kind.ONLINE, Cause.REQUESTED, name + " of " + group.name()
                    + " was brought online", OptionalLong.empty());
        }
        turn.put(next);
        turn.event(Severity.INFO, "RESOURCE_WANTED", next, next.owner().map(Owned::node), name + " of " + group.name()
                + " is wanted online again", "resource", name.value());
    }

    private static void restart(Turn turn, Group group, ResourceName name) {
        requireRunning(group, name, "restarted");
        requireStarts(turn, group, name);
        var next = Operations.begin(turn, interrupted(turn, group, name), Kind.RESTART, Cause.REQUESTED,
                name + " of " + group.name() + " was restarted", OptionalLong.of(turn
                        .now()));
        turn.put(next);
        turn.event(Severity.INFO, "RESOURCE_RESTARTING", next, next.owner().map(Owned::node), name + " of "
                + group.name() + " is stopped and started again on " + next.owner().orElseThrow().node(), "resource",
                name.value());
    }

    /// What needs it stops first and starts after it, so none of these is online until its owner says so anew.
    private static Group interrupted(Turn turn, Group group, ResourceName name) {
        var next = group.withResource(name, group.resource(name).again(turn.now(), turn.wall()));
        var dependencies = Dependencies.of(group.spec().resources());
        for (var other : dependencies.startOrder()) {
            var state = next.resource(other);
            var now = next;
            if (state.phase() == Phase.ONLINE
                    && !dependencies.satisfied(other, p -> now.resource(p).phase() == Phase.ONLINE)) {
                next = next.withResource(other, state.in(Phase.OFFLINE, turn.now(), turn.wall()))
                        .withFormer(Sorted.without(next.former(), other));
            }
        }
        return next;
    }

    private static void fail(Turn turn, Group group, ResourceName name) {
        requireRunning(group, name, "taken for failed");
        var owned = group.owner().orElseThrow();
        var who = turn.principal().isEmpty() ? "" : " by " + turn.principal();
        FailurePolicy.report(turn, new Command.ReportResource(owned.node(), owned.incarnation(), group.name(),
                owned.epoch(), name, group.resource(name).attempt(), new Command.Report.Failed(
                        "taken for failed on request" + who),
                0));
    }

    private static void requireRunning(Group group, ResourceName name, String what) {
        if (!runs(group) || group.kept().contains(name)) {
            throw Refused.because(OPERATION_IN_PROGRESS, "resource '" + name + "' of group '" + group.name()
                    + "' cannot be " + what + ": " + (group.kept().contains(name)
                            ? "it is kept offline; bring it online"
                            : "the group runs nowhere, or stops"),
                    "name", group.name().value());
        }
    }

    private static void requireStarts(Turn turn, Group group, ResourceName name) {
        group.owner().flatMap(o -> turn.state().nodes().get(o.node()).schedule().paused()).ifPresent(paused -> {
            throw Refused.because(NODE_NOT_ELIGIBLE, "resource '" + name + "' of group '" + group.name() + "' is on "
                    + group.owner().orElseThrow().node() + ", which starts nothing: it is paused" + paused.words()
                    + "; resume it, or move the group", "node", group.owner().orElseThrow().node().value());
        });
    }

    private static boolean runs(Group group) {
        return group.owner().filter(o -> o.intent() instanceof Intent.Run).isPresent();
    }

    /// An order to the whole group is one to every resource.
    static Group all(Group group, Desired desired) {
        return group.withDesired(desired).withKept(new TreeSet<>());
    }

    /// What is kept and held, of the resources that there still are.
    static Group keptOf(Group group) {
        var there = group.spec().resources().stream().map(r -> r.name()).toList();
        var kept = new TreeSet<>(group.kept());
        kept.retainAll(there);
        return group.withKept(kept).withHolds(group.holds().of(there));
    }
}
