package io.fci.core.rules;

import static io.fci.core.log.Refusal.Reason.RESOURCE_NOT_FOUND;
import static io.fci.core.log.Refusal.Reason.STALE;

import io.fci.core.log.Command;
import io.fci.core.log.Command.Report;
import io.fci.core.state.Event.Severity;
import io.fci.core.state.Group;
import io.fci.core.state.Operation.Action;
import io.fci.core.state.Operation.Cause;
import io.fci.core.state.Operation.Kind;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Next;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourceState;
import io.fci.core.state.ResourceState.Phase;
import io.fci.core.view.Deadlines;
import io.fci.core.view.FailoverBudget;
import io.fci.core.view.GroupStates;
import io.fci.core.view.GroupStates.GroupState;
import io.fci.core.view.Placement;
import io.fci.core.view.Times;
import io.fci.core.view.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What an owner's report about a resource leads to: restart here while the budget lasts, then move the group, then give
/// up with the reason in sight. Restarts count on the present owner; failovers count only when resources fail, never when
/// a node is lost. n failovers are made within the period, the next one is refused.
public final class FailurePolicy {
    private FailurePolicy() {}

    public static void report(Turn turn, Command.ReportResource c) {
        var group = turn.state().group(c.group()).orElse(null);
        if (group == null || !(group.ownership() instanceof Owned owned)
                || !owned.is(c.node(), c.incarnation(), c.epoch())) {
            throw Refused.because(STALE,
                    "epoch " + c.epoch() + " of group " + c.group() + " on " + c.node() + " is over");
        }
        var resource = group.resources().get(c.resource());
        if (resource == null || resource.attempt() != c.attempt() && !aboutTheEnd(resource, c.report())) {
            // Of a specification or an attempt that has been replaced: nothing follows from it any more.
            return;
        }
        switch (c.report()) {
            case Report.Online() -> online(turn, group, resource, c);
            case Report.Stopped() -> stopped(turn, group, resource, c);
            case Report.Failed(var why) -> failed(turn, group, owned, resource, c, why);
            case Report.Stuck(var why) -> stuck(turn, group, resource, c, why);
        }
    }

    /// Not even force stopped it. Nothing is decided: the group keeps its owner and its epoch until it is stopped, or until
    /// the whole node is over, because a group never moves by a lie.
    private static void stuck(Turn turn, Group group, ResourceState resource, Command.ReportResource c, String why) {
        if (resource.phase() == Phase.STUCK) {
            return;
        }
        Operations.step(turn, group, Action.STOP, c.resource().value(), Optional.of(c.node()), c.elapsedMillis(),
                Optional.of(why));
        turn.put(group.withResource(c.resource(), new ResourceState(Phase.STUCK, resource.attempt(),
                resource.abandoned(), resource.restarts(), Optional.of(why), turn.now(), turn.wall(), false)));
        turn.event(Severity.CRITICAL, "RESOURCE_NOT_STOPPED", group, Optional.of(c.node()), c.resource() + " of "
                + c.group() + " cannot be stopped on " + c.node() + ", and the group waits there: " + why, "resource",
                c.resource().value());
    }

    /// What does not stop, or did at last, is of an earlier attempt when the next one waits for it.
    private static boolean aboutTheEnd(ResourceState resource, Report report) {
        return switch (report) {
            case Report.Stuck stuck -> true;
            case Report.Stopped() -> resource.phase() == Phase.STUCK;
            case Report.Online() -> false;
            case Report.Failed failed -> false;
        };
    }

    private static void online(Turn turn, Group group, ResourceState resource, Command.ReportResource c) {
        if (resource.phase() == Phase.ONLINE) {
            return;
        }
        Operations.step(turn, group, Action.START, c.resource().value(), Optional.of(c.node()), c.elapsedMillis(),
                Optional.empty());
        var next = group.withResource(c.resource(), resource.in(Phase.ONLINE, turn.now(), turn.wall()));
        turn.put(next);
        turn.event(Severity.INFO, "RESOURCE_ONLINE", next, Optional.of(c.node()), c.resource() + " of " + c.group()
                + " is online on " + c.node() + " after " + c.elapsedMillis() + " ms");
        var summary = GroupStates.of(next);
        if (summary == GroupState.ONLINE || summary == GroupState.PARTIAL) {
            boolean news = Operations.running(turn, next).isPresent();
            Operations.succeed(turn, next);
            if (news) {
                turn.event(Severity.INFO, "GROUP_ONLINE", next, Optional.of(c.node()),
                        "group " + c.group()
                                + (summary == GroupState.PARTIAL ? " is partially online on " : " is online on ")
                                + c.node() + outage(turn, next));
            }
        }
    }

    private static String outage(Turn turn, Group group) {
        return turn.state()
                .operation(group.operation().orElse(-1))
                .filter(o -> o.outageMillis().isPresent())
                .map(o -> ", outage " + o.outageMillis().getAsLong() + " ms")
                .orElse("");
    }

    private static void stopped(Turn turn, Group group, ResourceState resource, Command.ReportResource c) {
        if (resource.phase() == Phase.OFFLINE) {
            return;
        }
        Operations.step(turn, group, Action.STOP, c.resource().value(), Optional.of(c.node()), c.elapsedMillis(),
                Optional.empty());
        boolean leaves = group.owner().filter(owned -> owned.intent() instanceof Intent.Stop).isPresent();
        turn.put(group.withResource(c.resource(), leaves
                ? resource.left(turn.now(), turn.wall())
                : resource.in(Phase.OFFLINE, turn.now(), turn.wall())));
        turn.event(Severity.INFO, "RESOURCE_OFFLINE", group, Optional.of(c.node()), c.resource() + " of " + c.group()
                + " is stopped on " + c.node() + " after " + c.elapsedMillis() + " ms");
    }

    private static void failed(Turn turn, Group group, Owned owned, ResourceState resource, Command.ReportResource c,
            String why) {
        if (resource.abandoned()) {
            return;
        }
        if (group.kept().contains(c.resource())) {
            Operations.step(turn, group, Action.STOP, c.resource().value(), Optional.of(c.node()), c.elapsedMillis(),
                    Optional.of(why));
            // Its next start is another attempt: the owner does not repeat one that failed.
            turn.put(group.withResource(c.resource(), failedState(turn, resource, resource.attempt() + 1, false,
                    resource.restarts(), why)));
            turn.event(Severity.WARNING, "RESOURCE_FAILED", group, Optional.of(c.node()), c.resource() + " of "
                    + c.group() + " failed on " + c.node() + ", where it is kept offline: " + why, "resource",
                    c.resource().value());
            return;
        }
        boolean wasOnline = resource.phase() == Phase.ONLINE;
        if (owned.intent() instanceof Intent.Stop) {
            Operations.step(turn, group, Action.STOP, c.resource().value(), Optional.of(c.node()), c.elapsedMillis(),
                    Optional.of(why));
            turn.put(group.withResource(c.resource(), failedState(turn, resource, resource.attempt(), false,
                    resource.restarts(), why)));
            turn.event(Severity.WARNING, "RESOURCE_FAILED", group, Optional.of(c.node()), c.resource() + " of "
                    + c.group() + " failed on " + c.node() + " while it was to stop: " + why, "resource",
                    c.resource().value());
            return;
        }
        Operations.step(turn, group, wasOnline ? Action.DETECT : Action.START, c.resource().value(),
                Optional.of(c.node()),
                c.elapsedMillis(), Optional.of(why));
        turn.event(Severity.WARNING, "RESOURCE_FAILED", group, Optional.of(c.node()),
                c.resource() + " of " + c.group() + " failed on " + c.node() + ": " + why, "resource",
                c.resource().value());
        var policy = group.spec().resource(c.resource()).orElseThrow().policy();
        var restarts = within(resource.restarts(), turn.now(), policy.periodMillis());
        if (policy.onFailure() == ResourcePolicy.OnFailure.STAY_FAILED) {
            abandon(turn, group, resource, c, why, "its policy is to stay failed");
            return;
        }
        var paused = turn.state().nodes().get(owned.node()).schedule().paused();
        if (policy.onFailure() != ResourcePolicy.OnFailure.FAIL_OVER && restarts.size() < policy.maxRestarts()
                && paused.isEmpty()) {
            restart(turn, group, resource, c, restarts, policy, why);
        } else if (policy.onFailure() == ResourcePolicy.OnFailure.RESTART_ONLY) {
            abandon(turn, group, resource, c, why, paused.map(p -> owned.node() + " starts nothing: it is paused"
                    + p.words()).orElse("restarted " + restarts.size() + " of " + policy.maxRestarts() + " times")
                    + "; its policy is to stay here");
        } else {
            failOver(turn, group, owned, resource, c, why);
        }
    }

    private static void restart(Turn turn, Group group, ResourceState resource, Command.ReportResource c,
            List<Long> restarts, ResourcePolicy policy, String why) {
        var more = new ArrayList<>(restarts);
        more.add(turn.now());
        var next = group.withResource(c.resource(),
                failedState(turn, resource, resource.attempt() + 1, false, more, why));
        if (Operations.running(turn, next).isEmpty()) {
            next = Operations.begin(turn, next, Kind.RESTART, Cause.RESOURCE_FAILED,
                    c.resource() + " failed on " + c.node() + ": " + why, OptionalLong.of(turn.now()));
        }
        turn.put(next);
        turn.event(Severity.INFO, "RESOURCE_RESTARTING", next, Optional.of(c.node()),
                c.resource() + " of " + c.group() + " restarts on " + c.node() + ", " + more.size() + " of "
                        + policy.maxRestarts() + " within " + Times.period(policy.periodMillis()),
                "resource", c.resource().value());
    }

    private static void failOver(Turn turn, Group group, Owned owned, ResourceState resource, Command.ReportResource c,
            String why) {
        var policy = group.spec().failover();
        var budget = FailoverBudget.of(turn.state(), group, turn.now());
        var target = Placement.afterFailure(turn.state(), group.name(), group.spec(), owned.node(), false);
        if (budget.isSpent()) {
            abandon(turn, group, resource, c, why, "failed over " + budget.used().size() + " of " + budget.limit()
                    + " times within " + Times.period(policy.periodMillis()));
        } else if (target.isEmpty()) {
            abandon(turn, group, resource, c, why,
                    "no other node may run it: "
                            + Verdicts.obstacles(turn.state(), group.name(), group.spec(), List.of(owned.node())));
        } else {
            var more = new ArrayList<>(budget.used());
            more.add(turn.now());
            var next = group
                    .withResource(c.resource(),
                            failedState(turn, resource, resource.attempt(), false, resource.restarts(), why))
                    .withFailovers(more);
            next = Operations.begin(turn, next, Kind.FAILOVER, Cause.RESOURCE_FAILED,
                    c.resource() + " failed on " + c.node() + ": " + why, OptionalLong.of(turn.now()));
            Operations.to(turn, next, target.get());
            turn.put(GroupRules.redirect(next, new Next.Assign(target, Optional.of(owned.node()))));
            turn.event(Severity.ERROR, "GROUP_FAILING_OVER", next, Optional.of(owned.node()), "group " + c.group()
                    + " fails over from " + owned.node() + " to " + target.get() + " because " + c.resource()
                    + " failed",
                    "epoch", Long.toString(owned.epoch()));
        }
    }

    /// The group stays where it is; what is online stays online.
    private static void abandon(Turn turn, Group group, ResourceState resource, Command.ReportResource c, String why,
            String budget) {
        var next = group.withResource(c.resource(),
                failedState(turn, resource, resource.attempt(), true, resource.restarts(), why + "; " + budget));
        turn.put(next);
        Operations.fail(turn, next, c.resource() + " failed: " + why + "; " + budget);
        var retry = Deadlines.retry(next, c.resource());
        turn.event(Severity.CRITICAL, "GROUP_FAILED", next, Optional.of(c.node()),
                "group " + c.group() + " stays failed on " + c.node() + ": " + c.resource() + " failed, " + budget
                        + (retry.isPresent()
                                ? "; it is tried again in " + Times.period(retry.getAsLong() - turn.now())
                                : "; bring it online to try again"),
                "resource", c.resource().value());
    }

    /// What was given up long enough ago gets a new series of attempts; not on a node that starts nothing.
    static void retryDue(Turn turn) {
        for (var group : turn.state().groups().values()) {
            for (var name : group.resources().keySet()) {
                var retry = Deadlines.retry(turn.state(), group, name);
                if (retry.isPresent() && retry.getAsLong() <= turn.now()) {
                    retry(turn, turn.group(group.name()), name);
                }
            }
        }
    }

    private static void retry(Turn turn, Group group, ResourceName name) {
        var node = group.owner().orElseThrow().node();
        var next = group.withResource(name, group.resource(name).anew());
        if (Operations.running(turn, next).isEmpty()) {
            next = Operations.begin(turn, next, Kind.RESTART, Cause.RESOURCE_FAILED, name + " is tried again, after it"
                    + " was given up", OptionalLong.empty());
        }
        turn.put(next);
        turn.event(Severity.INFO, "RESOURCE_RETRIED", next, Optional.of(node), name + " of " + group.name()
                + " is tried again on " + node + ": its retry period is over", "resource", name.value());
    }

    /// An operator says that what failed before is mended: every budget is full, and what was given up is tried again.
    public static void clear(Turn turn, Command.ClearFailures c) {
        var group = GroupRules.find(turn, c.group(), OptionalLong.empty());
        c.resource().filter(name -> !group.resources().containsKey(name)).ifPresent(name -> {
            throw Refused.because(RESOURCE_NOT_FOUND, "group '" + c.group() + "' has no resource '" + name + "' ("
                    + String.join(", ", group.resources().keySet().stream().map(ResourceName::value).toList()) + ")",
                    "name", name.value());
        });
        var paused = group.owner().flatMap(o -> turn.state().nodes().get(o.node()).schedule().paused());
        var next = group.withFailovers(List.of());
        boolean again = false;
        for (var name : group.resources().keySet()) {
            if (c.resource().map(name::equals).orElse(true)) {
                var resource = group.resource(name);
                boolean retried = resource.abandoned() && paused.isEmpty();
                again |= retried;
                next = next.withResource(name, retried ? resource.anew() : resource.forgiven());
            }
        }
        if (next.equals(group)) {
            return;
        }
        if (again && Operations.running(turn, next).isEmpty()) {
            next = Operations.begin(turn, next, Kind.RESTART, Cause.REQUESTED, "the failures of " + c.group()
                    + " were cleared", OptionalLong.empty());
        }
        turn.put(next);
        turn.event(Severity.INFO, "FAILURES_CLEARED", next, group.owner().map(Owned::node), "the failures of "
                + c.group() + c.resource().map(r -> "/" + r).orElse("") + " are forgotten, its budgets are full"
                + (again ? ", and what was given up is tried again" : ""));
    }

    private static ResourceState failedState(Turn turn, ResourceState before, int attempt, boolean abandoned,
            List<Long> restarts, String why) {
        return new ResourceState(Phase.FAILED, attempt, abandoned, restarts, Optional.of(why), turn.now(), turn.wall(),
                false);
    }

    private static List<Long> within(List<Long> times, long now, long periodMillis) {
        return times.stream().filter(t -> now - t < periodMillis).toList();
    }
}
