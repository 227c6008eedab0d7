package io.fci.core.rules;

import static io.fci.core.log.Refusal.Reason.ETAG_MISMATCH;
import static io.fci.core.log.Refusal.Reason.FENCING_UNAVAILABLE;
import static io.fci.core.log.Refusal.Reason.NODE_NOT_DOWN;
import static io.fci.core.log.Refusal.Reason.STALE;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.state.Event.Severity;
import io.fci.core.state.Fencing;
import io.fci.core.state.Fencing.Assigned;
import io.fci.core.state.Fencing.Device;
import io.fci.core.state.Fencing.Job;
import io.fci.core.state.Life;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation.Action;
import io.fci.core.state.Operation.Kind;
import io.fci.core.state.Operation.Progress;
import io.fci.core.state.Sorted;
import io.fci.core.state.State;
import io.fci.core.state.Takeover;
import io.fci.core.view.FencingReach;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Turning nodes off from outside: who does it, with what, and what becomes of an attempt that fails. What follows from
/// one that succeeds is decided in [TakeoverRules].
public final class FencingRules {
    /// Attempts for a person who waits; a group waits for as long as it takes.
    static final int ROUNDS_WHEN_ASKED = 3;

    private FencingRules() {}

    public static void configure(Turn turn, Command.ConfigureFencing c) {
        var node = node(turn, c.node());
        var before = node.fencing();
        if (c.generation().isPresent() && c.generation().getAsLong() != before.generation()) {
            throw Refused.because(ETAG_MISMATCH,
                    "the fencing of node '" + c.node() + "' is at generation " + before.generation() + ", not "
                            + c.generation().getAsLong() + "; read it again",
                    "expected",
                    Long.toString(c.generation().getAsLong()), "actual", Long.toString(before.generation()));
        }
        DeviceRules.check(turn.state(), c.node(), c.devices());
        if (before.devices().equals(c.devices())) {
            return;
        }
        var tests = new TreeMap<>(before.tests());
        tests.keySet().removeIf(id -> !device(c.devices(), id).equals(device(before.devices(), id)));
        turn.put(node.withFencing(new Fencing(before.generation() + 1, c.devices(), tests, before.job())));
        turn.event(Severity.INFO, "FENCING_CONFIGURED", "nodes/" + c.node(), Optional.empty(), "node " + c.node()
                + (c.devices().isEmpty()
                        ? " has no fencing devices any more"
                        : " can be turned off by " + FencingReach.names(c.devices())),
                OptionalLong.empty());
        // What the devices of before confirm may be another machine.
        before.job().ifPresent(job -> attempt(turn, c.node(), job, job.attempt() + 1, job.failure()));
        adjust(turn, c.node());
    }

    private static Optional<Device> device(List<Device> devices, String id) {
        return devices.stream().filter(d -> d.id().equals(id)).findFirst();
    }

    public static void fence(Turn turn, Command.FenceNode c) {
        var node = node(turn, c.node());
        long last = node.life().last();
        if (c.incarnation().isPresent() && c.incarnation().getAsLong() != last) {
            throw anotherLife(c.node(), last, c.incarnation().getAsLong());
        }
        if (node.life() instanceof Life.Never) {
            throw Refused.because(NODE_NOT_DOWN,
                    "node '" + c.node() + "' has never joined, so there is nothing to fence", "node", c.node().value());
        }
        if (assign(turn.state(), c.node(), 1).isEmpty()) {
            throw Refused.because(FENCING_UNAVAILABLE,
                    "node '" + c.node() + "' cannot be fenced: " + FencingReach.obstacle(node)
                            + "; configure a device, or turn the machine off and confirm that it is down",
                    "node",
                    c.node().value(), "devices", FencingReach.names(node.fencing().devices()));
        }
        var running = node.fencing().job();
        if (running.flatMap(job -> Operations.running(turn, job.operation())).isPresent()) {
            return;
        }
        var message = "node " + c.node() + " is to be turned off" + (c.comment().isEmpty() ? "" : ": " + c.comment());
        long operation = Operations.begin(turn, Kind.FENCE, c.node(), message);
        turn.event(Severity.WARNING, "FENCING_REQUESTED", "nodes/" + c.node(), Optional.empty(), message,
                OptionalLong.of(operation));
        if (running.isPresent()) {
            var job = running.get();
            put(turn, c.node(), new Job(job.incarnation(), job.attempt(), job.order(), job.assigned(), job.failure(),
                    OptionalLong.of(operation), job.since(), job.sinceWall()));
        } else {
            begin(turn, c.node(), last, OptionalLong.of(operation));
        }
    }

    /// Groups that wait for a node to be turned off have it turned off; when none does any more, nothing is left to do.
    static void adjust(Turn turn, NodeName name) {
        var node = node(turn, name);
        boolean awaited = isAwaited(turn.state(), name);
        if (!awaited && node.fencing().job().filter(job -> job.operation().isEmpty()).isPresent()) {
            over(turn, name, new Progress.Succeeded());
        } else if (awaited && node.fencing().job().isEmpty() && !node.fencing().devices().isEmpty()) {
            begin(turn, name, node.life().last(), OptionalLong.empty());
        }
    }

    /// Whether a group waits for the node to be turned off.
    private static boolean isAwaited(State state, NodeName name) {
        long last = state.nodes().get(name).life().last();
        return state.groups().values().stream().flatMap(g -> g.waiting().stream())
                .anyMatch(w -> w.isOf(name, last) && w.takeover() == Takeover.LEASE_AND_FENCE);
    }

    private static void begin(Turn turn, NodeName node, long incarnation, OptionalLong operation) {
        attempt(turn, node, new Job(incarnation, 0, 0, Optional.empty(), Optional.empty(), operation, turn.now(),
                turn.wall()), 1, Optional.empty());
    }

    /// Every attempt has its own number, so that nothing said about one counts for another.
    private static void attempt(Turn turn, NodeName name, Job job, int number, Optional<String> failure) {
        var assigned = assign(turn.state(), name, number);
        if (assigned.isEmpty()) {
            // Who asked is told at once; groups go on waiting, for somebody who can or for another proof.
            Operations.end(turn, job.operation(), new Progress.Failed(FencingReach.obstacle(node(turn, name))));
        }
        if (assigned.isEmpty() && !isAwaited(turn.state(), name)) {
            turn.put(node(turn, name).withFencing(node(turn, name).fencing().withJob(Optional.empty())));
            return;
        }
        put(turn, name, new Job(job.incarnation(), number, turn.revision(), assigned, failure,
                assigned.isEmpty() ? OptionalLong.empty() : job.operation(), turn.now(), turn.wall()));
        var fencing = node(turn, name).fencing();
        assigned.ifPresentOrElse(
                a -> turn.event(Severity.INFO, "FENCING_STARTED", "nodes/" + name, Optional.of(a.executor()),
                        a.executor() + " turns node " + name + " off with "
                                + FencingReach.names(fencing.level(a.level()))
                                + ", attempt " + number,
                        job.operation()),
                () -> turn.event(Severity.ERROR, "FENCING_UNAVAILABLE", "nodes/" + name, Optional.empty(),
                        "nobody can turn node " + name + " off: " + FencingReach.obstacle(node(turn, name)),
                        job.operation()));
    }

    /// Level after level, and in the next round the same with the next node that may.
    private static Optional<Assigned> assign(State state, NodeName target, int attempt) {
        var fencing = state.nodes().get(target).fencing();
        var usable = new ArrayList<Integer>();
        for (int level : fencing.levels()) {
            if (!FencingReach.executors(state, target, fencing.level(level)).isEmpty()) {
                usable.add(level);
            }
        }
        if (usable.isEmpty()) {
            return Optional.empty();
        }
        int level = usable.get((attempt - 1) % usable.size());
        var executors = FencingReach.executors(state, target, fencing.level(level));
        return Optional.of(new Assigned(executors.get((attempt - 1) / usable.size() % executors.size()), level));
    }

    public static void failed(Turn turn, Command.FenceFailed c) {
        var node = node(turn, c.node());
        var job = current(node, c.incarnation(), c.order(), c.by());
        var fencing = node.fencing();
        var by = fencing.level(job.assigned().orElseThrow().level());
        Operations.step(turn, job.operation(), Action.FENCE, FencingReach.names(by), Optional.of(c.by()), 0,
                Optional.of(c.why()));
        turn.event(Severity.ERROR, "FENCING_FAILED", "nodes/" + c.node(), Optional.of(c.by()), c.by()
                + " could not turn node " + c.node() + " off, attempt " + job.attempt() + ": " + c.why(),
                job.operation());
        boolean enough = job.operation().isPresent()
                && job.attempt() >= ROUNDS_WHEN_ASKED * fencing.levels().size();
        if (enough) {
            over(turn, c.node(), new Progress.Failed(c.why()));
        }
        if (!enough || isAwaited(turn.state(), c.node())) {
            var left = new Job(job.incarnation(), job.attempt(), job.order(), job.assigned(), job.failure(),
                    enough ? OptionalLong.empty() : job.operation(), job.since(), job.sinceWall());
            attempt(turn, c.node(), left, job.attempt() + 1, Optional.of(c.why()));
        }
    }

    /// The job that something is said about, which must be exactly the one that was given out.
    static Job current(Node node, long incarnation, long order, NodeName by) {
        return node.fencing().job()
                .filter(job -> job.incarnation() == incarnation && job.order() == order
                        && job.assigned().map(a -> a.executor().equals(by)).orElse(false))
                .orElseThrow(
                        () -> Refused.because(STALE,
                                by + "'s attempt of revision " + order + " to turn off incarnation "
                                        + incarnation + " of node " + node.name() + " is not the current one"));
    }

    /// Every device of a level said that the machine is off: that is what the job was for.
    static void confirmed(Turn turn, Node node, long incarnation, Evidence.Fenced fenced) {
        var job = current(node, incarnation, fenced.order(), fenced.by());
        var level = node.fencing().level(job.assigned().orElseThrow().level()).stream().map(Device::id).toList();
        if (!fenced.devices().equals(level)) {
            throw Refused.because(STALE, "node " + node.name() + " was to be turned off with "
                    + String.join(" and ", level) + ", not with " + String.join(" and ", fenced.devices()));
        }
        Operations.step(turn, job.operation(), Action.FENCE, String.join(" and ", level), Optional.of(fenced.by()),
                fenced.elapsedMillis(), Optional.empty());
        turn.event(Severity.WARNING, "NODE_FENCED", "nodes/" + node.name(), Optional.of(fenced.by()), "node "
                + node.name() + " is confirmed to be off by " + String.join(" and ", level) + ", after "
                + fenced.elapsedMillis() + " ms", job.operation());
        over(turn, node.name(), new Progress.Succeeded());
    }

    public static void tested(Turn turn, Command.FenceTested c) {
        var node = node(turn, c.node());
        var fencing = node.fencing();
        if (fencing.generation() != c.generation() || device(fencing.devices(), c.device()).isEmpty()) {
            throw Refused.because(STALE, "the devices of node " + c.node() + " have been changed since");
        }
        var before = Optional.ofNullable(fencing.tests().get(c.device()));
        if (before.isPresent() && before.get().failure().isPresent() == c.failure().isPresent()) {
            // The same news in other words: what is failing since when is what people ask.
            return;
        }
        var test = new Fencing.Test(c.by(), c.failure(), turn.now(), turn.wall());
        turn.put(node.withFencing(fencing.withTests(Sorted.with(fencing.tests(), c.device(), test))));
        turn.event(c.failure().isPresent() ? Severity.ERROR : Severity.INFO,
                c.failure().isPresent() ? "FENCING_DEVICE_FAILED" : "FENCING_DEVICE_OK", "nodes/" + c.node(),
                Optional.of(c.by()), "fencing device " + c.device() + " of node " + c.node()
                        + c.failure().map(why -> " would not work: " + why).orElse(" works"),
                OptionalLong.empty());
    }

    /// The job is over, because what it was for has been reached or has become meaningless.
    static void over(Turn turn, NodeName name, Progress how) {
        var node = node(turn, name);
        node.fencing().job().ifPresent(job -> {
            turn.put(node.withFencing(node.fencing().withJob(Optional.empty())));
            Operations.end(turn, job.operation(), how);
        });
    }

    /// Who fenced somebody is lost itself, or somebody who could is back.
    static void reassign(Turn turn, NodeName changed) {
        boolean up = turn.state().nodes().get(changed).isUp();
        for (var node : turn.state().nodes().values()) {
            node.fencing().job().ifPresent(job -> {
                boolean lostExecutor = !up && job.assigned().map(a -> a.executor().equals(changed)).orElse(false);
                boolean chance = up && job.assigned().isEmpty()
                        && assign(turn.state(), node.name(), job.attempt() + 1).isPresent();
                if (lostExecutor || chance) {
                    attempt(turn, node.name(), job, job.attempt() + 1, lostExecutor
                            ? Optional.of(changed + " was lost while it tried")
                            : job.failure());
                }
            });
        }
    }

    static Refused anotherLife(NodeName node, long last, long named) {
        return Refused.because(ETAG_MISMATCH, "node '" + node + "' is at incarnation " + last + ", not " + named
                + "; look again before you decide", "expected", Long.toString(named), "actual", Long.toString(last));
    }

    private static void put(Turn turn, NodeName name, Job job) {
        var node = node(turn, name);
        turn.put(node.withFencing(node.fencing().withJob(Optional.of(job))));
    }

    static Node node(Turn turn, NodeName name) {
        return turn.state().node(name).orElseThrow(() -> NodeRules.unknown(turn.state(), name));
    }
}
