package io.fci.sim;

import io.fci.core.state.NodeName;
import java.util.ArrayList;
import java.util.List;

/// Breaks things, each for a while, as long as it is let. What it never does is what the cluster has nothing against:
/// launcher and guard of one machine at once, or a process that nothing ends, where no machine is turned off for it.
final class Nemesis {
    private final World world;
    private final Dice dice;
    private final long pause;
    private final List<Stuck> stuck = new ArrayList<>();
    private boolean active = true;

    private record Stuck(Host host, Kernel.Process process) {}

    Nemesis(World world) {
        this.world = world;
        this.dice = world.dice;
        this.pause = dice.between(150 * Timeline.MILLI, 3 * Timeline.SECOND);
        world.betweenCheckAndDeed(this::betweenCheckAndDeed);
        next();
    }

    private void next() {
        world.time.after(dice.between(pause / 4, pause * 2), () -> {
            if (active) {
                strike();
                next();
            }
        });
    }

    private void lasting(long nanos, Runnable end) {
        world.time.after(nanos, () -> {
            if (active) {
                end.run();
            }
        });
    }

    private Host host() {
        return dice.pick(world.hosts());
    }

    private void strike() {
        if (world.outfit.sticks() && world.extras.oneIn(3)) {
            stick();
            return;
        }
        if (world.outfit == Outfit.ECHOING && world.extras.oneIn(2)) {
            neededProcessDies();
            return;
        }
        switch (dice.roll(22)) {
            case 0 -> crash(host());
            case 1, 2 -> isolate(host().name, dice.roll(3));
            case 3, 4 -> cutSome();
            case 5 -> host().killDaemon();
            case 6 -> freezeDaemon(host());
            case 7 -> {
                var host = host();
                if (host.hasLauncher()) {
                    host.killGuard();
                }
            }
            case 8, 9, 10 -> freezeGuard(host());
            case 11 -> host().killLauncher();
            case 12 -> {
                world.note("the leader is unseated");
                world.log.unseat();
            }
            case 13 -> weather();
            case 14 -> processDies(host());
            case 15, 16 -> freezeMachine(host());
            case 17, 18 -> echo();
            case 19 -> takeTurns(host());
            case 20 -> silence(host().name, dice.roll(3));
            default -> {
                if (dice.oneIn(6)) {
                    world.note("all machines crash");
                    world.hosts().forEach(this::crash);
                } else {
                    crash(host());
                }
            }
        }
    }

    private void neededProcessDies() {
        var host = world.extras.pick(world.hosts());
        var needed = host.kernel.processes().stream().filter(p -> p.resource.value().equals("app")).toList();
        if (!needed.isEmpty() && !host.clock.stopped()) {
            host.kernel.end(world.extras.pick(needed));
        }
    }

    private void stick() {
        var host = world.extras.pick(world.hosts());
        var processes = host.kernel.processes();
        if (world.outfit == Outfit.FENCED && world.extras.oneIn(3)) {
            host.killBoth();
        } else if (!processes.isEmpty()) {
            var process = world.extras.pick(processes);
            world.note(host + ": a process of " + process.of + " can not be ended");
            host.kernel.stick(process);
            stuck.add(new Stuck(host, process));
            lasting(world.extras.delay(4 * Timeline.SECOND, 20 * Timeline.SECOND), () -> host.kernel.unstick(process));
        }
    }

    private void crash(Host host) {
        host.crash();
        lasting(dice.delay(3 * Timeline.SECOND, 12 * Timeline.SECOND), host::boot);
    }

    /// Cut off from everyone: both ways, only its words, or only its ears.
    private void isolate(NodeName node, int how) {
        world.note(node + " is cut off" + (how == 0 ? "" : how == 1 ? " (it is not heard)" : " (it hears nothing)"));
        for (var other : world.names()) {
            if (!other.equals(node)) {
                cut(node, other, how);
            }
        }
        lasting(dice.delay(2 * Timeline.SECOND, 10 * Timeline.SECOND), () -> {
            for (var other : world.names()) {
                join(node, other);
            }
        });
    }

    /// The guards do not reach each other; the log works.
    private void silence(NodeName node, int how) {
        world.wire.silence(node, world.names(), how != 2, how != 1);
        world.note(node + "'s guard is cut off"
                + (how == 0 ? "" : how == 1 ? " (it is not heard)" : " (it hears nothing)"));
        lasting(dice.delay(2 * Timeline.SECOND, 10 * Timeline.SECOND), () -> {
            for (var other : world.names()) {
                join(node, other);
            }
        });
    }

    private void cutSome() {
        int links = 1 + dice.roll(world.names().size());
        for (int i = 0; i < links; i++) {
            var from = dice.pick(world.names());
            var to = dice.pick(world.names());
            if (!from.equals(to)) {
                int how = dice.roll(3);
                world.note("the link " + from + " - " + to + " breaks" + (how == 0 ? "" : " one way"));
                cut(from, to, how);
                lasting(dice.delay(3 * Timeline.SECOND, 12 * Timeline.SECOND), () -> join(from, to));
            }
        }
    }

    /// Two acceptors in turn do not hear a node, each for a little longer than it waits: never a majority at once, so the node
    /// keeps its lease, and yet one after the other calls it silent.
    private void takeTurns(Host of) {
        var others = new ArrayList<>(world.names());
        others.remove(of.name);
        var first = dice.pick(others);
        others.remove(first);
        var second = dice.pick(others);
        world.note(of + " is not heard by " + first + " and by " + second + " in turn");
        deaf(of, first, second, 2 + dice.roll(8));
    }

    private void deaf(Host of, NodeName now, NodeName then, int turns) {
        world.wire.cut(of.name, now);
        long least = of.profile.acceptorWaitNanos();
        lasting(dice.between(least, least + 4 * of.profile.renewNanos()), () -> {
            world.wire.join(of.name, now);
            if (turns > 0) {
                lasting(dice.between(0, 3 * of.profile.renewNanos()), () -> deaf(of, then, now, turns - 1));
            }
        });
    }

    private void cut(NodeName node, NodeName other, int how) {
        if (how != 2) {
            world.wire.cut(node, other);
        }
        if (how != 1) {
            world.wire.cut(other, node);
        }
    }

    private void join(NodeName a, NodeName b) {
        world.wire.join(a, b);
        world.wire.join(b, a);
    }

    private void freezeDaemon(Host host) {
        host.daemon().ifPresent(d -> {
            world.note(host + ": its daemon is frozen");
            d.alive.freeze();
            world.time.after(dice.delay(2 * Timeline.SECOND, 14 * Timeline.SECOND), d.alive::thaw);
        });
    }

    /// Something is about to happen on a machine that was just permitted: the worst moment to stand still, and for longer
    /// than the others wait.
    void betweenCheckAndDeed(Host host) {
        if (active && dice.oneIn(60)) {
            freezeGuard(host);
        }
    }

    private void freezeGuard(Host host) {
        if (!host.hasLauncher()) {
            return;
        }
        host.guard().ifPresent(g -> {
            world.note(host + ": its guard is frozen");
            g.alive.freeze();
            long least = host.profile.leaseNanos() / 4;
            world.time.after(dice.delay(host.profile.leaseNanos() * 2, least + 8 * Timeline.SECOND), () -> {
                if (g.alive.frozen() && !g.alive.dead()) {
                    world.note(host + ": its guard thaws");
                    g.alive.thaw();
                }
            });
        });
    }

    /// For so long that the others give it up, and for so short that nobody does.
    /// Not where a watchdog has to end what is stuck: its timer stands still as well, and for as long as it runs after that
    /// nothing on the machine can help; that is the limit of frozen clocks, and not what is looked at here.
    private void freezeMachine(Host host) {
        if (world.outfit == Outfit.WATCHED) {
            return;
        }
        host.sleep();
        world.time.after(dice.oneIn(2)
                ? dice.between(2 * Timeline.SECOND, 8 * Timeline.SECOND)
                : dice.delay(host.profile.leaseNanos(), 12 * Timeline.SECOND), host::wake);
    }

    private void weather() {
        world.note("datagrams are lost, doubled and late");
        world.wire.weather(dice.oneIn(3) ? 0.3 : 0.05, dice.oneIn(2) ? 0.2 : 0,
                dice.between(Timeline.MILLI, dice.oneIn(4) ? 400 * Timeline.MILLI : 30 * Timeline.MILLI));
        world.log.lagging(dice.between(0, 2 * Timeline.SECOND));
        lasting(dice.between(Timeline.SECOND, 6 * Timeline.SECOND), world.wire::heal);
    }

    /// Proposals come a second time, long after they were decided: a client that was cut off, a leader that was deposed.
    private void echo() {
        world.note("proposals come twice");
        world.log.echoing(2, dice.between(Timeline.SECOND, 8 * Timeline.SECOND));
        lasting(dice.between(2 * Timeline.SECOND, 8 * Timeline.SECOND),
                world.log::quiet);
    }

    private void processDies(Host host) {
        var processes = host.kernel.processes();
        if (!processes.isEmpty() && !host.clock.stopped()) {
            host.kernel.end(dice.pick(processes));
        }
    }

    /// Everything works again from now on.
    void heal() {
        active = false;
        world.note("everything is healed");
        world.wire.heal();
        world.log.lagging(0);
        world.log.quiet();
        stuck.forEach(s -> s.host().kernel.unstick(s.process()));
        for (var host : world.hosts()) {
            host.wake();
            host.boot();
            host.guard().ifPresent(g -> g.alive.thaw());
            host.daemon().ifPresent(d -> d.alive.thaw());
        }
    }

    boolean active() {
        return active;
    }
}
