package io.fci.sim;

import io.fci.core.node.Orders.EpochKey;
import io.fci.core.state.NodeName;
import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Profile;
import java.util.Optional;
import java.util.OptionalLong;

/// One machine: its kernel, and which lives of launcher, guard and daemon are on it. The launcher is what remains when the
/// guard is gone or asleep: it ends the groups.
final class Host {
    private static final long WALL_LATE = 4 * Timeline.MILLI;
    /// A datagram and its answer are never under way for longer; a clock that stood still for less may go unnoticed.
    private static final long LONGEST_WAY = 1_500 * Timeline.MILLI;

    private final World world;
    final NodeName name;
    final MachineClock clock;
    final Profile profile;
    final Kernel kernel;
    final PowerSwitch power;
    private Optional<GuardTwin> guard = Optional.empty();
    private Optional<DaemonTwin> daemon = Optional.empty();
    private Alive launcher;
    private boolean up;
    private int boots;
    private int guards;
    private long daemonPause = 200 * Timeline.MILLI;
    private long guardPause;
    private OptionalLong deadline = OptionalLong.empty();
    private boolean walled;
    private OptionalLong restartsAt = OptionalLong.empty();
    private OptionalLong unaware = OptionalLong.empty();
    private long sleptAt;
    private long sleptFor;
    private long sleptFrom;
    private long wokeAt = Long.MIN_VALUE / 2;

    Host(World world, NodeName name, MachineClock clock, Profile profile) {
        this.world = world;
        this.name = name;
        this.clock = clock;
        this.profile = profile;
        this.kernel = new Kernel(world.dice, clock, new Kernel.Watcher() {
            @Override
            public void begins(EpochKey what) {
                world.oracle.begins(name, what);
            }

            @Override
            public void ended(Kernel.Process process) {
                guard.ifPresent(g -> g.alive.now("reaper", () -> g.hands.ended(process)));
            }
        }, world.keeps(Rule.THE_GATE_CLOSES_IN_TIME),
                world.dice.oneIn(4) ? profile.reactionNanos() * 3 / 5 : profile.reactionNanos() / 3);
        this.launcher = life();
        this.power = new PowerSwitch(world, this);
    }

    private Alive life() {
        return new Alive(world.time, clock, world.dice);
    }

    boolean isUp() {
        return up;
    }

    Optional<GuardTwin> guard() {
        return guard.filter(g -> !g.alive.dead());
    }

    Optional<DaemonTwin> daemon() {
        return daemon.filter(d -> !d.alive.dead());
    }

    boolean hasLauncher() {
        return up && launcher.acts();
    }

    /// Something that happens on this machine unless it crashes before.
    void later(long nanos, Runnable what) {
        int boot = boots;
        clock.after(nanos, () -> {
            if (up && boot == boots) {
                what.run();
            }
        });
    }

    void child(long nanos, Kernel.Process process) {
        later(nanos, () -> kernel.join(process));
    }

    void arrive(NodeName from, Datagram message) {
        guard().ifPresent(g -> g.arrive(from, message));
    }

    /// How long an address lives without being kept: whole seconds of the lease and one more.
    long addressLife() {
        return (Math.ceilDiv(profile.leaseNanos(), Timeline.SECOND) + 1) * Timeline.SECOND;
    }

    // ---- begin and end

    void boot() {
        if (up) {
            return;
        }
        up = true;
        boots++;
        world.note(name + " boots");
        launch();
        keepAddresses();
    }

    private void launch() {
        launcher = life();
        launcher.after("loop", world.dice.between(Timeline.MILLI, 50 * Timeline.MILLI), this::startGuard);
    }

    void crash() {
        if (!up) {
            return;
        }
        world.note(name + " crashes");
        up = false;
        launcher.die();
        guard.ifPresent(g -> g.alive.die());
        daemon.ifPresent(d -> d.alive.die());
        guard = Optional.empty();
        daemon = Optional.empty();
        deadline = OptionalLong.empty();
        walled = false;
        restartsAt = OptionalLong.empty();
        boots++;
        kernel.crash();
        unaware = OptionalLong.empty();
        clock.go();
    }

    // ---- the machine under the machine

    /// Frozen together with its clock, as by a hypervisor.
    void sleep() {
        if (up && !clock.stopped()) {
            world.note(name + " is frozen with its clock");
            sleptAt = clock.now();
            sleptFrom = world.time.now();
            clock.stop();
        }
    }

    /// It believes what it believed before, until somebody answers it; no rule can help that.
    void wake() {
        if (!clock.stopped()) {
            return;
        }
        sleptFor = world.time.now() - sleptFrom;
        wokeAt = world.time.now();
        world.note(name + " wakes after " + sleptFor / Timeline.MILLI + " ms");
        unaware = OptionalLong.of(clock.now() + profile.leaseNanos() + profile.reactionNanos());
        awareIn(profile.leaseNanos() + profile.reactionNanos());
        clock.go();
    }

    /// Somebody else answered what was sent at `sent`; the answer to compare it with was to something sent at `read`. An
    /// acceptor whose own clock stood still in between shows nothing.
    void answered(Host by, long sent, long read) {
        boolean shows = unaware.isPresent() && sent > sleptAt && read < sleptAt && sleptFor > LONGEST_WAY
                && by.wokeAt < sleptFrom - (sleptAt - read) - LONGEST_WAY;
        if (shows) {
            unaware = OptionalLong.of(Math.min(unaware.getAsLong(), clock.now() + profile.reactionNanos()));
            awareIn(profile.reactionNanos());
        }
    }

    private void awareIn(long nanos) {
        int boot = boots;
        clock.after(nanos, () -> {
            if (boot == boots && !unaware()) {
                unaware = OptionalLong.empty();
                world.oracle.look();
            }
        });
    }

    /// Whether it may act for an ownership that ended while its clock stood still.
    boolean unaware() {
        return unaware.isPresent() && (clock.stopped() || clock.now() < unaware.getAsLong());
    }

    private void keepAddresses() {
        later(500 * Timeline.MILLI, () -> {
            guard().ifPresent(g -> g.alive.now("chores", g.hands::keepAddresses));
            keepAddresses();
        });
    }

    /// The guard cleans first, says who it is afterwards.
    private void startGuard() {
        var alive = life();
        alive.after("main", world.dice.delay(500 * Timeline.MILLI, 2 * Timeline.SECOND), () -> clean(alive));
        starting = alive;
    }

    private Alive starting = null;

    private void clean(Alive alive) {
        kernel.killAll();
        kernel.removeAddresses();
        if (!kernel.removePlaces()) {
            alive.after("main", Timeline.MILLI, () -> clean(alive));
            return;
        }
        clean();
        endDaemon();
        guards++;
        var uuid = world.keeps(Rule.A_NEW_GUARD_IS_A_NEW_ACCEPTOR) ? name + "-" + guards : name.value();
        guard = Optional.of(new GuardTwin(world, this, alive, uuid));
        world.note(name + " has a new guard");
        daemonPause = 200 * Timeline.MILLI;
        later(world.dice.between(Timeline.MILLI, 50 * Timeline.MILLI), this::startDaemon);
    }

    void killGuard() {
        guard().ifPresent(g -> {
            world.note(name + ": its guard is killed");
            guardEnds(g);
        });
    }

    private void guardEnds(GuardTwin g) {
        g.alive.die();
        guard = Optional.empty();
        daemon().ifPresent(DaemonTwin::guardIsGone);
        launcher.after("loop", world.dice.delay(Timeline.MILLI, 5 * Timeline.MILLI), () -> {
            kernel.killAll();
            long pause = guardPause;
            guardPause = Math.min(5 * Timeline.SECOND, Math.max(200 * Timeline.MILLI, pause * 2));
            launcher.after("loop", pause, this::startGuard);
        });
    }

    /// What could not be ended within its bound: the guard dies, and the launcher ends it, or else the watchdog the machine.
    void fence() {
        world.note(name + " fences itself");
        guard().ifPresent(this::guardEnds);
    }

    /// Nothing is left of what ran under the last lease.
    void clean() {
        restartsAt = OptionalLong.empty();
    }

    /// The watchdog's own timer runs whatever the processes of the machine do.
    private void watch() {
        int boot = boots;
        clock.after(Math.max(0, restartsAt.getAsLong() - clock.now()), () -> {
            if (boot != boots || restartsAt.isEmpty()) {
                return;
            }
            if (clock.now() < restartsAt.getAsLong()) {
                watch();
            } else {
                world.note(name + ": its watchdog restarts the machine");
                crash();
                world.time.after(world.extras.between(2 * Timeline.SECOND, 6 * Timeline.SECOND), this::boot);
            }
        });
    }

    /// Both at once; the service manager starts the launcher again.
    void killBoth() {
        if (!hasLauncher() || guard().isEmpty()) {
            return;
        }
        world.note(name + ": its launcher and its guard are killed");
        launcher.die();
        guard().get().alive.die();
        guard = Optional.empty();
        daemon().ifPresent(DaemonTwin::guardIsGone);
        later(world.extras.between(100 * Timeline.MILLI, 8 * Timeline.SECOND), () -> {
            launcher = life();
            kernel.killAll();
            startGuard();
        });
    }

    /// The guard gives up in good order within a second, and the next launcher ends one that has not ended by itself.
    void killLauncher() {
        if (!hasLauncher() || guard().filter(g -> g.alive.acts()).isEmpty()) {
            return;
        }
        world.note(name + ": its launcher is killed");
        launcher.die();
        var unwatched = guard().get();
        later(world.dice.between(Timeline.MILLI, Timeline.SECOND), () -> giveUp(unwatched));
        later(world.dice.between(100 * Timeline.MILLI, 3 * Timeline.SECOND), () -> {
            launcher = life();
            guard().ifPresentOrElse(this::giveUp, () -> {
                kernel.killAll();
                startGuard();
            });
        });
    }

    /// A launcher that is there by the time that it has ended starts the next one.
    private void giveUp(GuardTwin old) {
        old.stop(() -> later(Timeline.MILLI, () -> {
            if (guard().filter(old::equals).isPresent()) {
                old.alive.die();
                guard = Optional.empty();
                daemon().ifPresent(DaemonTwin::guardIsGone);
                kernel.killAll();
                if (launcher.acts()) {
                    startGuard();
                }
            }
        }));
    }

    private void startDaemon() {
        if (guard().isEmpty() || daemon().isPresent()) {
            return;
        }
        var alive = life();
        daemon = Optional
                .of(new DaemonTwin(world, this, alive, world.dice.delay(900 * Timeline.MILLI, 3 * Timeline.SECOND)));
    }

    void killDaemon() {
        daemon().ifPresent(_ -> world.note(name + ": its daemon is killed"));
        endDaemon();
    }

    private void endDaemon() {
        daemon().ifPresent(d -> {
            d.end();
            daemon = Optional.empty();
            guard().ifPresent(g -> g.alive.after("keeper", daemonPause, this::startDaemon));
            daemonPause = Math.min(5 * Timeline.SECOND, daemonPause * 2);
        });
    }

    void replaceDaemon() {
        endDaemon();
    }

    // ---- the walls behind the guard

    /// Until when the guard may act; empty: it gave that up itself.
    void deadline(OptionalLong until) {
        deadline = until;
        if (until.isPresent()) {
            kernel.gateUntil(until.getAsLong() - 20 * Timeline.MILLI);
            watchDeadline();
            if (world.outfit == Outfit.WATCHED && world.keeps(Rule.A_WATCHDOG_ENDS_WHAT_IS_STUCK)) {
                boolean running = restartsAt.isPresent();
                restartsAt = OptionalLong.of(until.getAsLong() + profile.reactionNanos() * 9 / 10);
                if (!running) {
                    watch();
                }
            }
        }
    }

    private void watchDeadline() {
        if (walled || deadline.isEmpty() || !world.keeps(Rule.THE_LAUNCHER_WATCHES_THE_DEADLINE)) {
            return;
        }
        walled = true;
        long left = deadline.getAsLong() - clock.now() + world.dice.between(Timeline.MILLI, WALL_LATE);
        int boot = boots;
        clock.after(Math.max(0, left), () -> {
            if (boot != boots) {
                return;
            }
            walled = false;
            if (!up || deadline.isEmpty() || !launcher.acts()) {
                return;
            }
            if (clock.now() < deadline.getAsLong()) {
                watchDeadline();
            } else {
                passed();
            }
        });
    }

    /// The guard sleeps past its deadline. Places are removed as well, so that nothing can be started in them when it wakes.
    private void passed() {
        world.note(name + ": its guard is past the deadline; the launcher ends the groups");
        end();
    }

    private void end() {
        kernel.killAll();
        if (world.keeps(Rule.A_LATE_START_FINDS_NO_PLACE) && !kernel.removePlaces()) {
            launcher.after("loop", Timeline.MILLI, this::end);
        }
    }

    @Override
    public String toString() {
        return name.value();
    }
}
