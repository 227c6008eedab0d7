package io.fci.core.view;

import io.fci.core.state.Failback;
import io.fci.core.state.Group;
import io.fci.core.state.Hold;
import io.fci.core.state.Holds;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy.OnFailure;
import io.fci.core.state.State;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// When something happens because time passes. The leader watches it: no replica has a timer of its own, so nothing
/// depends on whose clock says what.
public final class Deadlines {
    private Deadlines() {}

    /// Cluster time in milliseconds at which [io.fci.core.log.Command.TimePassed] has something to do next; empty: never,
    /// as things are.
    public static OptionalLong next(State state) {
        return all(state).min();
    }

    private static LongStream all(State state) {
        return LongStream.concat(
                state.nodes().values().stream().flatMap(node -> node.maintenance().stream()).flatMapToLong(
                        Deadlines::end),
                state.groups().values().stream().flatMapToLong(group -> LongStream.concat(retries(state, group),
                        LongStream.concat(returns(state, group), holds(group.holds())))));
    }

    private static LongStream holds(Holds holds) {
        return holds.equals(Holds.NONE)
                ? LongStream.empty()
                : Stream.of(holds.maintenance().stream(), holds.maintained().values().stream(),
                        holds.locked().values().stream()).flatMap(s -> s).flatMapToLong(Deadlines::end);
    }

    private static LongStream end(Hold hold) {
        return hold.until().isPresent() ? LongStream.of(hold.until().getAsLong()) : LongStream.empty();
    }

    private static LongStream retries(State state, Group group) {
        return group.resources().keySet().stream()
                .map(name -> retry(state, group, name))
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong);
    }

    /// A window opens by the time of day, which the leader looks at itself.
    private static LongStream returns(State state, Group group) {
        return group.spec().failback().mode() == Failback.Mode.IMMEDIATE
                ? Failbacks.of(state, group).stream().mapToLong(Failbacks.Return::due)
                : LongStream.empty();
    }

    /// Groups that would go back now if their window were open.
    public static List<Group> awaitWindow(State state, long now) {
        return state.groups().values().stream()
                .filter(group -> group.spec().failback().mode() == Failback.Mode.IN_WINDOW)
                .filter(group -> Failbacks.of(state, group).filter(back -> back.due() <= now).isPresent())
                .toList();
    }

    /// When a resource that was given up is tried again; empty: it was not, it is not by itself, or its node starts nothing.
    public static OptionalLong retry(State state, Group group, ResourceName name) {
        var due = retry(group, name);
        boolean starts = group.owner().map(o -> state.nodes().get(o.node()).schedule().paused().isEmpty())
                .orElse(false);
        return starts ? due : OptionalLong.empty();
    }

    /// The same, if its node starts anything.
    public static OptionalLong retry(Group group, ResourceName name) {
        var resource = group.resource(name);
        boolean runs = group.owner().filter(o -> o.intent() instanceof Intent.Run).isPresent();
        if (!resource.abandoned() || !runs) {
            return OptionalLong.empty();
        }
        var policy = group.spec().resource(name).orElseThrow().policy();
        return policy.onFailure() == OnFailure.STAY_FAILED || policy.retryMillis().isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(resource.since() + policy.retryMillis().getAsLong());
    }
}
