package io.fci.sim;

import io.fci.core.log.Command;
import io.fci.core.log.Proposal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// One life of a daemon: its replica, its connection to the guard, and the loops that live on both.
final class DaemonTwin {
    private static final long HEARTBEAT = Timeline.SECOND;
    private static final long RECONNECT = 100 * Timeline.MILLI;

    private final World world;
    private final Host host;
    final Alive alive;
    final SharedLog.Replica replica;
    final LifeTwin life;
    final MonitorTwin monitor;
    final LossesTwin losses;
    final FencerTwin fencer;
    private Optional<Line> line = Optional.empty();
    private final LinkedHashSet<Runnable> unanswered = new LinkedHashSet<>();
    private boolean announced;

    DaemonTwin(World world, Host host, Alive alive, long startup) {
        this.world = world;
        this.host = host;
        this.alive = alive;
        this.replica = world.log.join(host.name, alive, host.clock);
        this.life = new LifeTwin(world, host, this);
        this.monitor = new MonitorTwin(world, host, this);
        this.losses = new LossesTwin(world, host, this);
        this.fencer = new FencerTwin(world, host, this);
        alive.after("main", startup, () -> {
            connect();
            beat();
            barrier();
            joinCluster();
        });
    }

    private void joinCluster() {
        if (replica.state().clusterId().isEmpty()) {
            if (replica.leads()) {
                replica.propose(Proposal.of(new Command.ClusterInit("sim", world.members())), _ -> {});
            }
            alive.after("birth", 100 * Timeline.MILLI, this::joinCluster);
        }
    }

    private void barrier() {
        replica.propose(Proposal.of(new Command.Barrier()), outcome -> {
            if (outcome.isPresent()) {
                life.ready();
                fencer.ready();
            } else {
                alive.after("main", 200 * Timeline.MILLI, this::barrier);
            }
        });
    }

    private void connect() {
        if (line.isPresent()) {
            return;
        }
        var guard = host.guard();
        if (guard.isEmpty()) {
            alive.after("link", RECONNECT, this::connect);
            return;
        }
        var fresh = new Line(world.time, world.dice, guard.get(), this);
        line = Optional.of(fresh);
        announced = false;
        fresh.toGuard(() -> guard.get().connected(fresh));
    }

    private void beat() {
        line.ifPresent(to -> to.toGuard(() -> {}));
        alive.after("heartbeat", HEARTBEAT, this::beat);
    }

    boolean uses(Line candidate) {
        return line.isPresent() && line.get() == candidate;
    }

    Optional<Line> line() {
        return line;
    }

    void guardIsGone() {
        line.ifPresent(Line::close);
    }

    /// What the guard was asked and did not answer is answered by the end of the line.
    void disconnected(Line ended) {
        if (!uses(ended)) {
            return;
        }
        line = Optional.empty();
        for (var answer : List.copyOf(unanswered)) {
            answer.run();
        }
        unanswered.clear();
        if (!announced) {
            announced = true;
            monitor.leaseLost();
            life.disconnected();
        }
        alive.after("link", RECONNECT, this::connect);
    }

    void awaiting(Runnable onEnd) {
        unanswered.add(onEnd);
    }

    void answered(Runnable onEnd) {
        unanswered.remove(onEnd);
    }

    void leaseHeld(long k) {
        monitor.leaseHeld(k);
    }

    void leaseLost(long k) {
        monitor.leaseLost();
        life.leaseLost(k);
    }

    void tornDown(long k) {
        monitor.leaseLost();
        life.tornDown(k);
    }

    void end() {
        alive.die();
        line.ifPresent(Line::close);
    }
}
