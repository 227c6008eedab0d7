package io.fci.core.view;

import io.fci.core.state.Group;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Next;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.Ownership.Unowned;
import io.fci.core.state.Ownership.Waiting;
import io.fci.core.state.ResourceName;
import io.fci.core.state.State;
import io.fci.core.view.Finding.Rule;
import io.fci.core.view.GroupStates.GroupState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/// Why a group is as it is, where it may run, and what happens next by itself. Made of the same verdicts and the same order
/// that placement decides by, so that what is told and what is done cannot differ.
///
/// @param headline what it is and why, one sentence
/// @param candidates every node: those that may run it first, in the order in which they would get it
/// @param next what the cluster does by itself, and when
/// @param nextIn milliseconds until the first of that which is due at a time; empty: nothing is
public record Explain(String headline, List<Candidate> candidates, String next, OptionalLong nextIn) {
    public Explain {
        candidates = List.copyOf(candidates);
    }

    /// @param rank 1 for where it would go next, if it had to; 0: it owns the group, or may not run it
    public record Candidate(Verdict verdict, boolean owns, int rank) {}

    /// @param now cluster time in milliseconds; later than that of the state when nothing has happened for a while
    public static Explain of(State state, Group group, long now) {
        return new Explain(headline(state, group) + held(state, group), candidates(state, group),
                next(state, group, now), nextIn(state, group, now));
    }

    private static List<Candidate> candidates(State state, Group group) {
        var order = Placement.next(state, group);
        var owner = group.owner().map(Owned::node);
        var all = new ArrayList<Candidate>();
        for (var node : state.nodes().values()) {
            var verdict = known(group, Verdicts.of(state, node, group.name(), group.spec()));
            all.add(new Candidate(verdict, owner.equals(Optional.of(node.name())), order.indexOf(node.name()) + 1));
        }
        all.sort((a, b) -> Integer.compare(place(a), place(b)));
        return all;
    }

    private static int place(Candidate candidate) {
        return candidate.owns() ? 0 : candidate.rank() > 0 ? candidate.rank() : Integer.MAX_VALUE;
    }

    /// What is to be said of the node's past with the group; it blocks nothing.
    private static Verdict known(Group group, Verdict verdict) {
        var findings = new ArrayList<>(verdict.findings());
        var owned = group.owner().filter(o -> o.node().equals(verdict.node()));
        owned.ifPresent(o -> findings.add(new Finding(Rule.CURRENT_OWNER, "owns it, epoch " + o.epoch(), "")));
        if (owned.isEmpty() && group.lastOwner().equals(Optional.of(verdict.node()))) {
            findings.add(new Finding(Rule.LAST_OWNER, "owned it last", ""));
        }
        return new Verdict(verdict.node(), findings);
    }

    private static OptionalLong nextIn(State state, Group group, long now) {
        var due = LongStream.concat(
                group.resources().keySet().stream().map(name -> Deadlines.retry(state, group, name))
                        .filter(OptionalLong::isPresent).mapToLong(OptionalLong::getAsLong),
                Failbacks.of(state, group).stream().mapToLong(Failbacks.Return::due)).min();
        return due.isPresent() ? OptionalLong.of(Math.max(0, due.getAsLong() - now)) : due;
    }

    private static String headline(State state, Group group) {
        var name = group.name();
        var last = group.operation().isEmpty()
                ? Optional.<Operation>empty()
                : state.operation(group.operation().getAsLong());
        var why = last.map(o -> ": " + o.message()
                + (o.initiator().isEmpty() ? "" : ", asked for by " + o.initiator())).orElse("");
        return switch (GroupStates.of(state, group)) {
            case ONLINE -> name + " is online on " + owner(group) + why;
            case PARTIAL -> name + " is partially online on " + owner(group) + ": " + String.join(", ", group.kept()
                    .stream().map(ResourceName::value).toList()) + (group.kept().size() == 1 ? " is" : " are")
                    + " kept offline by an operator";
            case OFFLINE -> name + " is offline" + (group.desired() == Group.Desired.ONLINE
                    ? group.kept().isEmpty()
                            ? ", because there is nothing to run: it has no resources"
                            : ", because an operator keeps everything offline"
                    : ", as it is wanted" + why);
            case STARTING -> name + " starts on " + owner(group) + why;
            case STOPPING -> name + " stops on " + owner(group) + why;
            case FAILED -> name + " has failed on " + owner(group) + ": " + failures(group);
            case BLOCKED -> blocked(state, group);
            case RECOVERING -> name + " waits for certainty about its last owner: "
                    + Waits.sentence(state, group.waiting().orElseThrow());
        };
    }

    /// What persons hold it by, to follow anything.
    private static String held(State state, Group group) {
        var clauses = new ArrayList<String>();
        group.owner().flatMap(o -> state.node(o.node())).ifPresent(node -> node.maintenance().ifPresent(
                hold -> clauses.add(node.name() + " is in maintenance" + hold.words())));
        group.holds().maintenance().ifPresent(hold -> clauses.add("it is in maintenance" + hold.words()));
        group.holds().maintained().forEach((name, hold) -> clauses.add(name + " is in maintenance" + hold.words()));
        group.holds().locked().forEach((name, hold) -> clauses.add(name + " is locked" + hold.words()));
        group.former().keySet().forEach(name -> clauses.add(name + " was changed and runs as it was until it is started"
                + " next"));
        return clauses.isEmpty() ? "" : "; " + String.join("; ", clauses);
    }

    private static NodeName owner(Group group) {
        return group.owner().orElseThrow().node();
    }

    private static String failures(Group group) {
        var clauses = new ArrayList<String>();
        group.resources().forEach((name, r) -> r.failure().filter(f -> r.abandoned())
                .ifPresent(f -> clauses.add(name + " (" + f + ")")));
        return String.join("; ", clauses);
    }

    private static String blocked(State state, Group group) {
        return switch (group.ownership()) {
            case Unowned unowned -> group.name() + " is blocked: it should be online, but no node may run it";
            case Owned owned -> GroupStates.stuck(group)
                    .map(resource -> group.name() + " is blocked on " + owned.node() + ": " + resource
                            + " cannot be stopped (" + group.resource(resource).failure().orElse("") + ")")
                    .or(() -> GroupStates.unknown(state, group).map(why -> group.name() + " is blocked: " + why))
                    .orElseThrow();
            case Waiting waiting -> throw new IllegalStateException(group.name() + " waits and is not blocked");
        };
    }

    private static String next(State state, Group group, long now) {
        var order = Placement.next(state, group);
        return switch (group.ownership()) {
            case Waiting waiting -> "once that is certain, " + then(waiting.next(), order);
            case Unowned(var reason) -> reason.isEmpty()
                    ? "nothing" + order.stream().findFirst()
                            .map(n -> "; brought online it would start on " + n).orElse("")
                    : "it starts as soon as a node may run it";
            case Owned owned -> owned(state, group, owned, order, now);
        };
    }

    private static String owned(State state, Group group, Owned owned, List<NodeName> order, long now) {
        return switch (owned.intent()) {
            case Intent.Stop(var next) -> GroupStates.stuck(group).isPresent()
                    ? "it stays where it is until that is stopped or " + owned.node() + " is over"
                    : "once everything is stopped there, " + then(next, order);
            case Intent.Run() -> ifLost(state, group, owned.node(), order, now);
        };
    }

    private static String then(Next next, List<NodeName> order) {
        return switch (next) {
            case Next.GoOffline() -> "it stays offline";
            case Next.Delete() -> "it is deleted";
            case Next.Assign(var target, var avoid) -> target.or(() -> order.stream().filter(n -> !avoid.equals(
                    Optional.of(n))).findFirst()).map(n -> "it starts on " + n).orElse("it waits for a node");
        };
    }

    private static String goesBack(State state, Group group, long now) {
        return Failbacks.of(state, group).map(back -> {
            var wait = back.due() > now ? "in " + Times.about(back.due() - now) : "now";
            return "it goes back to " + back.to() + " " + group.spec().failback().window()
                    .map(window -> (back.due() > now ? "not before " + wait.substring(3) + " from now, and " : "")
                            + "between " + window)
                    .orElse(wait) + "; ";
        }).orElse("");
    }

    private static String retries(State state, Group group, long now) {
        var retry = group.resources().keySet().stream().map(name -> Deadlines.retry(state, group, name))
                .filter(OptionalLong::isPresent).mapToLong(OptionalLong::getAsLong).min();
        return retry.isPresent()
                ? "what was given up is tried again in " + Times.about(Math.max(0, retry.getAsLong() - now))
                : "nothing before somebody brings it online again or clears its failures";
    }

    private static String ifLost(State state, Group group, NodeName owner, List<NodeName> order, long now) {
        var failed = GroupStates.of(state, group) == GroupState.FAILED ? retries(state, group, now) + "; " : "";
        return failed + goesBack(state, group, now) + "if " + owner + " is lost, " + order.stream().findFirst()
                .map(n -> n + " takes over" + switch (group.spec().takeover()) {
                    case LEASE -> "";
                    case LEASE_AND_FENCE -> " once " + owner + " is confirmed to be off";
                    case MANUAL -> " once a person has confirmed that " + owner + " is down";
                })
                .orElse("no node can take over") + budget(state, group, now);
    }

    /// Only when it is spent: until then a failure moves the group as one expects.
    private static String budget(State state, Group group, long now) {
        var budget = FailoverBudget.of(state, group, now);
        return budget.resets().isEmpty()
                ? ""
                : "; a failure does not move it again for " + Times.about(budget.resets().getAsLong() - now)
                        + ", as it failed over " + budget.used().size() + " of " + budget.limit() + " times within "
                        + Times.period(budget.periodMillis());
    }
}
