package io.fci.explore;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.NodeName;
import io.fci.core.state.Takeover;
import io.fci.explore.Said.Fact;
import java.util.function.Consumer;

/// The machine of `a` is turned off from outside: by a fencing device, as late as can be, or by a person. What they say
/// about it comes as late as everything else that is said.
final class FenceSteps implements Steps.Part {
    private static final NodeName TARGET = new NodeName("a");
    private static final int MACHINE = Log.NODES.indexOf("a");
    private static final Command REPLUG = Log.pluggedInto("second");

    /// A machine that is turned off again and again is no other world.
    private static final int MOST_LIVES = 2;

    private final Scope scope;
    private final Steps steps;

    FenceSteps(Scope scope, Steps steps) {
        this.scope = scope;
        this.steps = steps;
    }

    @Override
    public void from(World w, Consumer<Step> out) {
        if (scope.stuck().isEmpty() || w.member(MACHINE).life() >= MOST_LIVES) {
            return;
        }
        for (int i = 0; i < Log.NODES.size(); i++) {
            var m = w.member(i);
            var fencing = w.log().at(m.applied()).state().nodes().get(TARGET).fencing();
            fencing.job().filter(job -> job.assigned().map(a -> a.executor().value().equals(m.name())).orElse(false))
                    .ifPresent(job -> turnOff(w, m.name(), fencing, job, out));
        }
        if (scope.stuck().get() == Takeover.MANUAL) {
            w.log().state().group(Log.GROUP).flatMap(Group::waiting).ifPresent(waiting -> {
                var confirmed = new Command.ConfirmDown(TARGET, waiting.incarnation(), "");
                out.accept(new Step(steps.said(off(w), new Fact.Proposed(confirmed)),
                        () -> "a person turns a off, and confirms it"));
            });
        }
    }

    private void turnOff(World w, String by, Fencing fencing, Fencing.Job job, Consumer<Step> out) {
        var devices = fencing.level(job.assigned().orElseThrow().level()).stream().map(Fencing.Device::id).toList();
        var confirmed = new Fact.Proposed(new Command.NodeLost(TARGET, job.incarnation(),
                new Evidence.Fenced(new NodeName(by), job.order(), devices, 0)));
        if (w.said().value().facts().contains(confirmed)) {
            return;
        }
        boolean elsewhere = devices.contains("first") && w.log().has(REPLUG);
        if (elsewhere) {
            out.accept(new Step(steps.said(w, confirmed),
                    () -> by + " has the switch turn off what is plugged in now, and is told that it is off"));
        } else if (scope.has(Rule.CONFIRMED_WHEN_OFF)) {
            out.accept(new Step(steps.said(off(w), confirmed), () -> by + " has a turned off, and is told that it is"));
        } else {
            out.accept(new Step(steps.said(w, confirmed), () -> by + " is told that a is off, and it is not"));
        }
    }

    private World off(World w) {
        return steps.silence(steps.done(w, MACHINE, new Deed.Crashes()), MACHINE);
    }
}
