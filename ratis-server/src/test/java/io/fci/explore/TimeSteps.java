package io.fci.explore;

import java.util.function.Consumer;

/// Time passes: for all, or, where clocks may slip, for all but one or for one alone.
final class TimeSteps implements Steps.Part {
    private final Scope scope;
    private final Steps steps;

    TimeSteps(Scope scope, Steps steps) {
        this.scope = scope;
        this.steps = steps;
    }

    @Override
    public void from(World w, Consumer<Step> out) {
        if (reacts(w, -1)) {
            out.accept(new Step(passed(w, -1), () -> "a tick passes; who holds a lease sends a renewal"));
        }
        if (w.member(0).slips() < scope.stops() && reacts(w, 0)) {
            var frozen = steps.done(passed(w, 0), 0, new Deed.Slips());
            out.accept(new Step(frozen, () -> "a tick passes for all but " + Log.NODES.getFirst()
                    + ", which is frozen with its clock"));
        }
        for (int i = 0; i < Log.NODES.size(); i++) {
            var m = w.member(i);
            if (m.slips() >= scope.slips()) {
                continue;
            }
            if (reacts(w, i)) {
                var slow = passed(w, i);
                out.accept(new Step(steps.done(slow, i, new Deed.Slips()),
                        () -> "a tick passes for all but " + m.name() + ", whose clock is slow"));
            }
            if (reacts(m)) {
                var fast = steps.done(w, i, new Deed.Passes(true));
                out.accept(new Step(steps.tick(fast, m.name()),
                        () -> "a tick passes on the clock of " + m.name() + " alone, which is fast"));
            }
        }
    }

    private World passed(World w, int except) {
        var next = w;
        for (int i = 0; i < Log.NODES.size(); i++) {
            if (i != except) {
                next = steps.tick(steps.done(next, i, new Deed.Passes(false)), Log.NODES.get(i));
            }
        }
        return next;
    }

    private boolean reacts(World w, int except) {
        for (int i = 0; i < Log.NODES.size(); i++) {
            if (i != except && !reacts(w.member(i))) {
                return false;
            }
        }
        return true;
    }

    /// The bound on the reaction: time does not pass on a node while something of a lost lease still runs there that had
    /// to be gone by then.
    private boolean reacts(Member m) {
        if (!scope.has(Rule.SOMEBODY_ENDS_IT) || scope.stuck().isPresent()) {
            return true;
        }
        if (m.doomed()) {
            return false;
        }
        var deadline = m.holder().deadline();
        return m.runs().isEmpty() || deadline.isEmpty()
                || scope.ticks().now() + scope.ticks().nanos() <= deadline.getAsLong() + Ticks.PROFILE.reactionNanos();
    }
}
