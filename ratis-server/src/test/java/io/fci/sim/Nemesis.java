package io.fci.sim;

import io.fci.core.NodeName;

/// Breaks things, each for a while, as long as it is let. What it never does is what nothing can survive: launcher and guard of
/// one machine at once.
final class Nemesis {
    private final World world;
    private final Dice dice;
    private final long pause;
    private boolean active = true;

    Nemesis(World world) {
        this.world = world;
        this.dice = world.dice;
        this.pause = dice.between(300 * Timeline.MILLI, 4 * Timeline.SECOND);
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
        switch (dice.roll(17)) {
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
            case 15 -> silence(host().name, dice.roll(3));
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

    private void weather() {
        world.wire.weather(dice.oneIn(3) ? 0.3 : 0.05, dice.oneIn(2) ? 0.2 : 0,
                dice.between(Timeline.MILLI, dice.oneIn(4) ? 400 * Timeline.MILLI : 30 * Timeline.MILLI));
        world.log.lagging(dice.between(0, 2 * Timeline.SECOND));
        lasting(dice.between(Timeline.SECOND, 6 * Timeline.SECOND), world.wire::heal);
    }

    private void processDies(Host host) {
        var processes = host.kernel.processes();
        if (!processes.isEmpty()) {
            host.kernel.end(dice.pick(processes));
        }
    }

    /// Everything works again from now on.
    void heal() {
        active = false;
        world.note("everything is healed");
        world.wire.heal();
        world.log.lagging(0);
        for (var host : world.hosts()) {
            host.boot();
            host.guard().ifPresent(g -> g.alive.thaw());
            host.daemon().ifPresent(d -> d.alive.thaw());
        }
    }

    boolean active() {
        return active;
    }
}
