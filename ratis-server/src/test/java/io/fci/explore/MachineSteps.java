package io.fci.explore;

import io.fci.core.log.Command;
import io.fci.core.state.Life;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Owned;
import io.fci.explore.Member.Run;
import io.fci.explore.Said.Fact;
import java.util.function.Consumer;

/// What a daemon and a guard do on their machine, by what they know.
final class MachineSteps implements Steps.Part {
    private final Scope scope;
    private final Steps steps;
    private final Wiring wiring;

    MachineSteps(Scope scope, Steps steps, Wiring wiring) {
        this.scope = scope;
        this.steps = steps;
        this.wiring = wiring;
    }

    @Override
    public void from(World w, Consumer<Step> out) {
        for (int i = 0; i < Log.NODES.size(); i++) {
            var m = w.member(i);
            var known = w.log().at(m.applied());
            known.owner().filter(o -> o.node().value().equals(m.name())).ifPresent(ordered -> obey(w, m, ordered, out));
            if (m.decided().isPresent()) {
                steps.offer(w, i, new Deed.Starts(), out, () -> m.name() + "'s guard is asked to start epoch "
                        + m.decided().get().epoch() + ", and does if it may");
            }
            live(w, i, known, out);
            if (m.life() < scope.restarts().getOrDefault(m.name(), 0)) {
                var next = steps.done(w, i, new Deed.Crashes());
                out.accept(new Step(steps.silence(next, i), () -> m.name() + " crashes and comes back without memory"));
            }
        }
    }

    private void obey(World w, Member m, Owned ordered, Consumer<Step> out) {
        int i = Log.NODES.indexOf(m.name());
        var run = new Run(ordered.incarnation(), ordered.epoch());
        if (!wiring.permits(m, run)) {
            return;
        }
        if (ordered.intent() instanceof Intent.Run) {
            if (m.runs().isEmpty() && m.decided().isEmpty()) {
                steps.offer(w, i, new Deed.Decides(run), out,
                        () -> m.name() + "'s daemon finds that it may start epoch " + run.epoch());
            }
            return;
        }
        if (cannotEnd(m)) {
            return;
        }
        var released = new Fact.Proposed(new Command.Released(new NodeName(m.name()), run.k(), Log.GROUP, run.epoch()));
        if (scope.has(Rule.RELEASED_AFTER_STOP)) {
            var next = steps.said(steps.done(w, i, new Deed.Closes(run)), released);
            out.accept(new Step(next,
                    () -> m.name() + " stops epoch " + run.epoch() + ", closes it, and proposes Released"));
        } else {
            out.accept(new Step(steps.said(w, released), () -> m.name() + " proposes Released before it has stopped"));
        }
    }

    /// The end of one incarnation and the beginning of the next.
    private void live(World w, int i, Log known, Consumer<Step> out) {
        var m = w.member(i);
        var holder = m.holder();
        long now = scope.ticks().now();
        if (m.doomed()) {
            steps.offer(w, i, new Deed.Ends(), out, () -> m.name() + " has ended everything");
        }
        boolean ended = !holder.at(now).renewing() || known.life(m.name()).last() > holder.k()
                || !known.isCurrent(m.name(), holder.k());
        if (!cannotEnd(m) && holder.renewing() && (ended || scope.quitters().contains(m.name()))) {
            var next = steps.forget(steps.silence(steps.done(w, i, new Deed.GivesUp()), i));
            out.accept(new Step(next, () -> m.name() + "'s guard gives up its lease, ends everything and says DEAD"));
        }
        propose(w, m, known, out);
        if (mayAdopt(m, known)) {
            long k = known.life(m.name()).last();
            steps.offer(w, i, new Deed.Adopts(k, known.guard(m.name()).incarnation(), known), out,
                    () -> m.name() + "'s guard adopts incarnation " + k);
        }
    }

    /// What cannot be stopped keeps its group: neither Released nor DEAD is said of it.
    private boolean cannotEnd(Member m) {
        return scope.stuck().isPresent() && m.runs().isPresent();
    }

    /// The log has an incarnation of this very guard that is newer than its last one.
    private boolean mayAdopt(Member m, Log known) {
        return known.life(m.name()) instanceof Life.Up(var k) && m.holder().mayAdopt(k) && m.runs().isEmpty()
                && known.guard(m.name()).guardUuid().equals(guardUuid(m));
    }

    /// Only a guard of a clean machine asks for a new life, or has it said that the last one is over without asking for another.
    private void propose(World w, Member m, Log known, Consumer<Step> out) {
        if (scope.has(Rule.GUARD_UP_AFTER_THE_LAST) && mayAdopt(m, known)) {
            return;
        }
        boolean wants = m.name().equals("c") || !scope.rejoins() ? !m.acceptor().active() : !m.holder().renewing();
        if (wants && m.runs().isEmpty()) {
            var asked = Log.guardUp(m.name(), guardUuid(m), known.life(m.name()).last());
            var next = steps.forget(steps.said(w, new Fact.Proposed(asked)));
            if (next != w && next.said() != w.said()) {
                out.accept(
                        new Step(next, () -> m.name() + "'s guard " + m.life() + " proposes GuardUp after incarnation "
                                + asked.previousIncarnation()));
            }
            if (known.life(m.name()) instanceof Life.Up(var k)) {
                var said = steps.said(w, new Fact.Dead(m.name(), k));
                if (said.said() != w.said()) {
                    out.accept(new Step(said, () -> m.name() + " says that incarnation " + k
                            + " is over, and asks for no other"));
                }
            }
        }
    }

    private String guardUuid(Member m) {
        return scope.has(Rule.GUARD_UP_FORGETS) ? m.guardUuid() : m.name() + "0";
    }
}
