package io.fci.sim;

import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Ownership.Waiting;
import io.fci.core.state.Takeover;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// A person with a key to the room: turns off the machine that a group waits for, looks, and says so, at whatever node
/// answers.
final class Caretaker {
    private static final long LOOKS_EVERY = Timeline.SECOND;

    private final World world;
    private final Set<Waiting> seen = new HashSet<>();
    private int requests;

    Caretaker(World world) {
        this.world = world;
        if (world.outfit == Outfit.FENCED) {
            look();
        }
    }

    private void look() {
        for (var group : world.log.newest().groups().values()) {
            group.waiting().filter(_ -> !world.isDeserted()).filter(w -> w.takeover() == Takeover.MANUAL)
                    .filter(seen::add).ifPresent(this::go);
        }
        world.time.after(LOOKS_EVERY, this::look);
    }

    private void go(Waiting waiting) {
        world.time.after(world.extras.between(Timeline.SECOND / 2, 4 * Timeline.SECOND), () -> {
            var current = world.log.newest().nodes().get(waiting.node()).life().last();
            if (current != waiting.incarnation()) {
                return;
            }
            world.host(waiting.node()).power.pull();
            var command = new Command.ConfirmDown(waiting.node(), waiting.incarnation(), "pulled the plug");
            say(new Proposal(Optional.of(new Proposal.Request("c" + ++requests, command.toString())), "caretaker",
                    command));
        });
    }

    /// Until somebody has heard it; a node that does not answer may still have.
    private void say(Proposal proposal) {
        var daemon = world.host(world.extras.pick(world.names())).daemon().filter(d -> d.alive.acts());
        var answered = new boolean[1];
        daemon.ifPresent(d -> d.replica.propose(proposal, outcome -> {
            answered[0] |= outcome.isPresent();
            outcome.filter(Outcome.Accepted.class::isInstance)
                    .ifPresent(o -> world.oracle.acknowledged(proposal.request().orElseThrow().id(), o));
        }));
        world.time.after(world.extras.between(Timeline.SECOND, 6 * Timeline.SECOND), () -> {
            if (!answered[0]) {
                say(proposal);
            }
        });
    }
}
