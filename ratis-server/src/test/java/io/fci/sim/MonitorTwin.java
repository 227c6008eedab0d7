package io.fci.sim;

import io.fci.core.log.Command;
import io.fci.core.node.Observed;
import io.fci.core.node.Observed.Phase;
import io.fci.core.node.Orders;
import io.fci.core.node.Orders.EpochKey;
import io.fci.core.node.Reconcile;
import io.fci.core.node.Step;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.ResourceState;
import io.fci.guard.wire.HandsReason;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/// Follows the rules of `io.fci.monitor.Monitor`: owns the picture, asks the real [Reconcile] what to do, and takes what comes
/// of it as input.
final class MonitorTwin {
    private static final String THREAD = "monitor";
    private static final long IDLE_MILLIS = 10_000;
    private static final long AGAIN_MILLIS = 1_000;

    private record Subject(EpochKey key, Optional<ResourceName> resource) {}

    private static final class Held {
        final long k;
        final TreeMap<ResourceName, Resource> resources = new TreeMap<>();
        boolean opened;
        boolean busy;

        Held(long k) {
            this.k = k;
        }
    }

    static final class Resource {
        final ResourceSpec spec;
        final int attempt;
        final AgentTwin agent;
        Phase phase = Phase.STARTING;
        boolean failed;
        boolean checking;
        boolean unwanted;
        boolean toldStopped;
        boolean stuck;
        long since;
        long nextCheck;

        Resource(ResourceSpec spec, int attempt, AgentTwin agent, long now) {
            this.spec = spec;
            this.attempt = attempt;
            this.agent = agent;
            this.since = now;
        }

        void enter(Phase next, long now) {
            phase = next;
            since = now;
        }
    }

    private final World world;
    private final Host host;
    private final DaemonTwin daemon;
    private final ReportsTwin reports;
    private final TreeMap<EpochKey, Held> held = new TreeMap<>();
    private final TreeSet<EpochKey> closed = new TreeSet<>();
    private final Map<Subject, AgentTwin.Doing> work = new LinkedHashMap<>();
    private final Map<Subject, Long> notBefore = new LinkedHashMap<>();
    private OptionalLong lease = OptionalLong.empty();
    private long planned = Long.MAX_VALUE;
    private long queued;

    MonitorTwin(World world, Host host, DaemonTwin daemon) {
        this.world = world;
        this.host = host;
        this.daemon = daemon;
        this.reports = new ReportsTwin(daemon.replica, () -> input(() -> {}));
        daemon.replica.follow(_ -> input(() -> {}));
    }

    private void input(Runnable take) {
        // Its queue keeps the order: news of a lease that is held must not be overtaken by the end of the last one.
        long due = host.clock.now() + world.dice.delay(50 * Timeline.MICRO, 5 * Timeline.MILLI);
        queued = Math.max(queued + 1_000, due);
        daemon.alive.after(THREAD, queued - host.clock.now(), () -> {
            take.run();
            reports.again(now());
            act();
            plan();
        });
    }

    private void plan() {
        long next = Reconcile.nextLook(orders(), observed(), now(), now() + IDLE_MILLIS);
        for (long time : notBefore.values()) {
            next = Math.min(next, time);
        }
        next = reports.nextLook(next);
        if (next < planned) {
            planned = next;
            long due = next;
            daemon.alive.after(THREAD, Math.max(1, next - now()) * Timeline.MILLI, () -> {
                if (planned == due) {
                    planned = Long.MAX_VALUE;
                }
                input(() -> {});
            });
        }
    }

    private long now() {
        return host.clock.millis();
    }

    private Orders orders() {
        return Orders.of(daemon.replica.state(), host.name);
    }

    void leaseHeld(long k) {
        input(() -> lease(OptionalLong.of(k)));
    }

    void leaseLost() {
        input(() -> lease(OptionalLong.empty()));
    }

    private void lease(OptionalLong k) {
        if (!k.equals(lease)) {
            held.clear();
            closed.clear();
            reports.clear();
            work.values().forEach(AgentTwin.Doing::interrupt);
            work.clear();
            notBefore.clear();
            lease = k;
        }
    }

    void exited(Kernel.Process process) {
        input(() -> resource(process.of, process.resource).filter(r -> r.agent.exited(process))
                .filter(r -> r.phase == Phase.RUNNING)
                .ifPresent(r -> broken(process.of, r, "its process ended")));
    }

    private Optional<Resource> resource(EpochKey key, ResourceName name) {
        return Optional.ofNullable(held.get(key)).map(h -> h.resources.get(name));
    }

    private void act() {
        if (lease.isEmpty()) {
            return;
        }
        var orders = orders();
        var ordered = new HashSet<EpochKey>();
        orders.groups().forEach(order -> ordered.add(order.key()));
        closed.retainAll(ordered);
        long now = now();
        notBefore.values().removeIf(time -> time <= now);
        for (var step : Reconcile.steps(orders, observed(), lease.getAsLong(), now)) {
            begin(step, now);
        }
        if (world.keeps(Rule.A_REPORT_THAT_WAS_OVERTAKEN_IS_REPEATED)) {
            held.forEach(this::tellAgain);
        }
        if (!world.keeps(Rule.RELEASE_FOLLOWS_THE_STOP)) {
            orders.groups().stream().filter(order -> !order.run()).forEach(order -> begin(
                    new Step.Release(order.key(), order.incarnation()), now));
        }
    }

    /// A report that the log overtook: what it says of a resource is older than what is so here.
    private void tellAgain(EpochKey key, Held it) {
        daemon.replica.state().group(key.group())
                .filter(g -> g.owner().filter(o -> o.epoch() == key.epoch()).isPresent())
                .ifPresent(group -> it.resources.forEach((name, r) -> {
                    var known = group.resources().get(name);
                    if (known != null && r.phase == Phase.RUNNING && known.phase() == ResourceState.Phase.OFFLINE
                            && known.attempt() == r.attempt
                            && !reports.telling(new Subject(key, Optional.of(name)))) {
                        tell(key, r, new Command.Report.Online());
                    }
                }));
    }

    private static Subject subject(Step step) {
        return new Subject(step.owned(), switch (step) {
            case Step.Start s -> Optional.of(s.resource().name());
            case Step.Cancel s -> Optional.of(s.resource());
            case Step.Stop s -> Optional.of(s.resource().name());
            case Step.Check s -> Optional.of(s.resource().name());
            case Step.Open _,Step.Close _,Step.Release _ -> Optional.empty();
        });
    }

    private void begin(Step step, long now) {
        var subject = subject(step);
        var key = step.owned();
        long k = step.incarnation();
        if (work.containsKey(subject) || notBefore.getOrDefault(subject, now) > now) {
            hurry(step, subject);
            return;
        }
        switch (step) {
            case Step.Open _ -> {
                held.computeIfAbsent(key, _ -> new Held(k)).busy = true;
                perform(step, AgentTwin.Doing.of(daemon, (hands, reply) -> hands.open(k, key, reply)));
            }
            case Step.Start s -> {
                var agent = new AgentTwin(world, daemon, k, key, s.resource(), s.vacated());
                held.get(key).resources.put(s.resource().name(), new Resource(s.resource(), s.attempt(), agent, now));
                perform(step, agent.start());
            }
            case Step.Cancel _ -> {
            }
            case Step.Stop s -> resource(key, s.resource().name()).ifPresent(r -> {
                r.enter(Phase.STOPPING, now);
                perform(step, r.agent.stop());
            });
            case Step.Check s -> resource(key, s.resource().name()).ifPresent(r -> {
                r.checking = true;
                perform(step, r.agent.check());
            });
            case Step.Close _ -> {
                held.computeIfAbsent(key, _ -> new Held(k)).busy = true;
                perform(step, AgentTwin.Doing.of(daemon, (hands, reply) -> hands.close(k, key, reply)));
            }
            case Step.Release _ -> {
                if (!reports.telling(subject)) {
                    reports.tell(subject, new Command.Released(host.name, k, key.group(), key.epoch(),
                            reports.takeStopped(key)), now);
                }
            }
        }
    }

    /// A start that is not wanted any more and a check in the way of a stop are given up.
    private void hurry(Step step, Subject subject) {
        var doing = work.get(subject);
        if (doing == null) {
            return;
        }
        switch (step) {
            case Step.Cancel s -> resource(s.owned(), s.resource()).filter(r -> !r.unwanted).ifPresent(r -> {
                r.unwanted = true;
                doing.interrupt();
            });
            case Step.Stop _ -> doing.interrupt();
            case Step.Open _,Step.Start _,Step.Check _,Step.Close _,Step.Release _ -> {
            }
        }
    }

    private void perform(Step step, AgentTwin.Doing doing) {
        var subject = subject(step);
        work.put(subject, doing);
        doing.begin(result -> input(() -> {
            if (work.remove(subject, doing)) {
                done(step, subject, result);
            }
        }));
    }

    private void done(Step step, Subject subject, AgentTwin.Result result) {
        var key = step.owned();
        var it = held.get(key);
        if (it == null) {
            return;
        }
        var r = subject.resource().map(it.resources::get);
        switch (step) {
            case Step.Open _ -> {
                it.busy = false;
                it.opened = result.ok();
                againUnless(it.opened, subject);
            }
            case Step.Start _ -> r.ifPresent(its -> started(key, its, subject, result));
            case Step.Stop _ -> r.ifPresent(its -> stopped(key, its, subject, result));
            case Step.Check _ -> r.ifPresent(its -> checked(key, its, result));
            case Step.Close _ -> closed(key, it, subject, result);
            case Step.Cancel _,Step.Release _ -> throw new IllegalStateException("no work: " + step);
        }
    }

    private void closed(EpochKey key, Held it, Subject subject, AgentTwin.Result result) {
        it.busy = false;
        if (result.ended()) {
            held.remove(key);
            closed.add(key);
        } else if (result.refused().equals(Optional.of(HandsReason.NOT_STOPPED))
                && world.keeps(Rule.WHAT_IS_LEFT_IS_STOPPED_AGAIN)) {
            it.resources.values().forEach(other -> other.enter(Phase.BROKEN, now()));
        }
        againUnless(result.ended(), subject);
    }

    private void againUnless(boolean done, Subject subject) {
        if (!done) {
            notBefore.put(subject, now() + AGAIN_MILLIS);
        }
    }

    private void started(EpochKey key, Resource r, Subject subject, AgentTwin.Result result) {
        if (result.ok()) {
            r.enter(Phase.RUNNING, now());
            r.nextCheck = now() + (r.agent.leavesDoubt() ? 0 : r.spec.policy().checkIntervalMillis());
            if (!r.unwanted) {
                tell(key, r, new Command.Report.Online());
                if (r.agent.hasEnded()) {
                    broken(key, r, "its process ended");
                }
            }
        } else if (r.unwanted || result.saysNothing()) {
            r.enter(Phase.BROKEN, now());
            againUnless(r.unwanted, subject);
        } else {
            broken(key, r, "it did not start");
        }
    }

    private void stopped(EpochKey key, Resource r, Subject subject, AgentTwin.Result result) {
        r.enter(result.ended() ? Phase.IDLE : Phase.BROKEN, now());
        againUnless(result.ended(), subject);
        if (result.ended()) {
            if (r.stuck) {
                r.toldStopped = true;
                tell(key, r, new Command.Report.Stopped());
            } else if (!r.failed && !r.toldStopped) {
                r.toldStopped = true;
                tellLater(key, r, new Command.Report.Stopped());
            }
            r.stuck = false;
        } else if (!r.stuck && !result.saysNothing()) {
            r.stuck = true;
            tell(key, r, new Command.Report.Stuck("it does not stop"));
        }
    }

    private void checked(EpochKey key, Resource r, AgentTwin.Result result) {
        r.checking = false;
        r.nextCheck = now() + (result.ok() || result.failed()
                ? r.spec.policy().checkIntervalMillis()
                : Math.min(AGAIN_MILLIS, r.spec.policy().checkIntervalMillis()));
        if (r.phase == Phase.RUNNING && result.failed()) {
            broken(key, r, "its check failed");
        }
    }

    private void broken(EpochKey key, Resource r, String why) {
        r.enter(Phase.BROKEN, now());
        r.failed = true;
        tell(key, r, new Command.Report.Failed(why));
    }

    private void tell(EpochKey key, Resource r, Command.Report report) {
        if (lease.isPresent()) {
            reports.tell(new Subject(key, Optional.of(r.spec.name())), report(key, r, report), now());
        }
    }

    private void tellLater(EpochKey key, Resource r, Command.Report report) {
        if (lease.isPresent()) {
            reports.tellLater(new Subject(key, Optional.of(r.spec.name())), report(key, r, report), now());
        }
    }

    private Command report(EpochKey key, Resource r, Command.Report report) {
        return new Command.ReportResource(host.name, lease.getAsLong(), key.group(), key.epoch(), r.spec.name(),
                r.attempt, report, 1);
    }

    /// For whoever wonders why nothing happens.
    @Override
    public String toString() {
        return "lease " + lease + ", under way " + work.keySet() + ", later " + notBefore + ", has " + observed();
    }

    private Observed observed() {
        var copy = new TreeMap<EpochKey, Observed.Held>();
        held.forEach((key, it) -> {
            var resources = new TreeMap<ResourceName, Observed.Resource>();
            it.resources.forEach((name, r) -> resources.put(name, new Observed.Resource(r.spec, r.attempt, r.phase,
                    r.failed, r.since, r.nextCheck, r.checking)));
            copy.put(key, new Observed.Held(it.k, it.opened, it.busy, resources));
        });
        return new Observed(copy, closed);
    }
}
