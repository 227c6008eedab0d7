package io.fci.core;

import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.Life;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation;
import io.fci.core.state.Ownership;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceState;
import io.fci.core.state.Schedule;
import io.fci.core.state.State;
import io.fci.core.view.Explain;
import io.fci.core.view.Finding;
import io.fci.core.view.GroupStates;
import io.fci.core.view.Waits;
import java.util.Locale;
import java.util.stream.Collectors;

/// A group, or the nodes, as an operator would look at them in the middle of a scenario.
final class Shown {
    private Shown() {}

    static String of(State state, String what) {
        if (what.equals("nodes")) {
            return state.nodes().values().stream().map(Shown::node).collect(Collectors.joining());
        }
        return state.group(new GroupName(what)).map(group -> group(state, group)).orElse("  no group " + what + "\n");
    }

    /// The last operation of a group or a node, step by step.
    static String steps(State state, String what) {
        var about = state.node(new NodeName(what)).isPresent()
                ? new Operation.About.OfNode(new NodeName(what))
                : new Operation.About.OfGroup(new GroupName(what));
        return state.operations().values().stream().filter(o -> o.about().equals(about))
                .reduce((first, second) -> second)
                .map(o -> "  " + o.kind().name().toLowerCase(Locale.ROOT) + ", " + progress(o) + "\n"
                        + o.steps().stream().map(Shown::step).collect(Collectors.joining()))
                .orElse("  nothing was done with " + what + "\n");
    }

    private static String progress(Operation operation) {
        return switch (operation.progress()) {
            case Operation.Progress.Running() -> "running";
            case Operation.Progress.Succeeded() -> "succeeded";
            case Operation.Progress.Failed(var why) -> "failed: " + why;
            case Operation.Progress.Superseded(var by) -> "superseded by " + by;
        };
    }

    private static String step(Operation.Step step) {
        return "    " + step.action().name().toLowerCase(Locale.ROOT) + " " + step.target()
                + step.node().map(n -> " on " + n).orElse("") + ", " + step.elapsedMillis() + " ms"
                + step.failure().map(why -> " (" + why + ")").orElse("") + "\n";
    }

    /// What an operator is told who asks why.
    static String explained(State state, String what, long now) {
        var explain = Explain.of(state, state.group(new GroupName(what)).orElseThrow(), now);
        return "  " + explain.headline() + "\n" + explain.candidates().stream().map(Shown::candidate)
                .collect(Collectors.joining()) + "    next: " + explain.next() + "\n"
                + (explain.nextIn().isPresent() ? "    in " + explain.nextIn().getAsLong() + " ms\n" : "");
    }

    private static String candidate(Explain.Candidate candidate) {
        var words = candidate.verdict().findings().stream().map(Finding::words).collect(Collectors.joining("; "));
        return "    " + candidate.verdict().node() + (candidate.verdict().eligible() ? " may run it" : " may not")
                + (candidate.rank() > 0 ? ", number " + candidate.rank() : "") + (words.isEmpty() ? "" : "; " + words)
                + "\n";
    }

    private static String node(Node node) {
        return "  " + node.name() + " " + switch (node.life()) {
            case Life.Never() -> "never joined";
            case Life.Up(var incarnation) -> "up, incarnation " + incarnation;
            case Life.Down(var incarnation, var why) -> "down since incarnation " + incarnation + ": " + why;
        } + node.quiet().map(quiet -> "; " + quiet).orElse("") + schedule(node.schedule()) + "\n";
    }

    private static String schedule(Schedule schedule) {
        return schedule.paused().map(paused -> "; paused" + paused.words() + paused.drain().map(drain -> ", drain "
                + small(drain.status()) + drain.failure().map(why -> ": " + why).orElse("")).orElse("")).orElse("");
    }

    private static String group(State state, Group group) {
        var place = switch (group.ownership()) {
            case Ownership.Owned(var node, var incarnation, var epoch, var intent) ->
                " on " + node + ", epoch " + epoch;
            case Ownership.Waiting waiting -> ": " + Waits.sentence(state, waiting);
            case Ownership.Unowned(var reason) -> reason.map(r -> ": " + r)
                    .orElse(group.lastOwner().map(n -> ", last on " + n).orElse(""));
        };
        var resources = group.spec().resources().stream().map(r -> resource(group, r.name()))
                .collect(Collectors.joining(", "));
        var operation = group.operation().isEmpty()
                ? ""
                : state.operation(group.operation().getAsLong()).map(Shown::operation).orElse("");
        return "  " + group.name() + " is " + small(GroupStates.of(state, group)) + place + "; wanted "
                + small(group.desired())
                + GroupStates.unknown(state, group).map(why -> "\n    " + why).orElse("") + "\n    " + resources + "\n"
                + operation;
    }

    private static String resource(Group group, ResourceName name) {
        var its = group.resource(name);
        return name + " " + small(GroupStates.of(group, name)) + (its.vacated() ? " (vacated)" : "") + its.failure()
                .map(f -> its.phase() == ResourceState.Phase.FAILED
                        || its.phase() == ResourceState.Phase.STUCK ? " (" + f + ")" : " (before: " + f + ")")
                .orElse("");
    }

    private static String operation(Operation o) {
        var route = o.from().map(n -> " from " + n).orElse("") + o.to().map(n -> " to " + n).orElse("");
        return "    " + small(o.kind()) + route + " " + switch (o.progress()) {
            case Operation.Progress.Running() -> "is running";
            case Operation.Progress.Succeeded() -> "succeeded";
            case Operation.Progress.Failed(var why) -> "failed: " + why;
            case Operation.Progress.Superseded(var by) -> "gave way to operation " + by;
        } + (o.outageMillis().isPresent() ? ", outage " + o.outageMillis().getAsLong() + " ms" : "") + "; "
                + o.message() + "\n";
    }

    private static String small(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
