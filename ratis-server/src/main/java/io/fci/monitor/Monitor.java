package io.fci.monitor;

import io.fci.agent.AgentFailed;
import io.fci.agent.Agents;
import io.fci.agent.Ending;
import io.fci.base.Clock;
import io.fci.core.Command;
import io.fci.core.GroupName;
import io.fci.core.NodeName;
import io.fci.core.Observed.Phase;
import io.fci.core.Orders;
import io.fci.core.Orders.EpochKey;
import io.fci.core.Reconcile;
import io.fci.core.ResourceName;
import io.fci.core.Step;
import io.fci.hands.Hands;
import io.fci.hands.HandsRefused;
import io.fci.hands.Ownership;
import io.fci.journal.Journal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes this machine look like its orders. One thread owns the picture and asks [Reconcile] what to do; steps run on
/// virtual threads and come back as inputs, so nothing here ever waits for a resource.
public final class Monitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

    /// Without news the loop looks around this often; nothing depends on it.
    private static final long IDLE_MILLIS = 10_000;

    /// A stop or a check that was refused is tried again after this long.
    private static final long AGAIN_MILLIS = 1_000;

    private final NodeName self;
    private final Journal journal;
    private final Hands hands;
    private final Agents agents;
    private final Clock clock;
    private final Reports reports;
    private final Picture picture = new Picture();
    private final Map<Work, Thread> work = new HashMap<>();
    private final Map<Object, Long> notBefore = new HashMap<>();
    private final LinkedBlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private final Thread loop = Thread.ofPlatform().name("monitor").unstarted(this::run);
    private final Journal.Subscription subscription;
    private OptionalLong lease = OptionalLong.empty();
    private volatile boolean open = true;

    /// What wakes the loop. The queue is bounded by what can be under way: one input per step, report and resource, and
    /// news of the lease.
    private sealed interface Input {
        record Look() implements Input {}

        record Lease(OptionalLong incarnation) implements Input {}

        record Done(Work work, Result result, long elapsedMillis) implements Input {}

        record Exited(EpochKey key, ResourceName resource, long pid, String how) implements Input {}

        record Ended(EpochKey key, ResourceName resource, int attempt) implements Input {}

        record AddressLost(EpochKey key, ResourceName resource, String address) implements Input {}

        record Told(Reports.Answered answer) implements Input {}
    }

    private sealed interface Result {
        record Ok() implements Result {}

        /// @param gone the incarnation or the epoch is over: nothing more can be done in its name
        record No(String why, boolean gone) implements Result {}
    }

    private record Work(EpochKey key, Optional<ResourceName> resource, Class<? extends Step> what) {}

    private record Subject(EpochKey key, Optional<ResourceName> resource) {}

    public Monitor(NodeName self, Journal journal, Hands hands, Clock clock) {
        this.self = self;
        this.journal = journal;
        this.hands = hands;
        this.agents = new Agents(hands, self);
        this.clock = clock;
        this.reports = new Reports(journal, answer -> inputs.add(new Input.Told(answer)));
        this.subscription = journal.follow(change -> look());
        loop.start();
    }

    private void look() {
        // One look in the queue is enough: it reads the newest state.
        if (!(inputs.peek() instanceof Input.Look)) {
            inputs.add(new Input.Look());
        }
    }

    /// The guard holds the lease of this incarnation: orders for it may be carried out.
    public void leaseHeld(long incarnation) {
        inputs.add(new Input.Lease(OptionalLong.of(incarnation)));
    }

    /// The guard tears everything down, or cannot be reached: whatever was here is gone.
    public void leaseLost() {
        inputs.add(new Input.Lease(OptionalLong.empty()));
    }

    public void exited(String group, long epoch, String resource, long pid, String how) {
        inputs.add(new Input.Exited(key(group, epoch), new ResourceName(resource), pid, how));
    }

    public void addressLost(String group, long epoch, String resource, String address) {
        inputs.add(new Input.AddressLost(key(group, epoch), new ResourceName(resource), address));
    }

    private static EpochKey key(String group, long epoch) {
        return new EpochKey(new GroupName(group), epoch);
    }

    private void run() {
        while (open) {
            try {
                long wait = Math.max(0, nextLook() - now());
                var input = inputs.poll(wait, TimeUnit.MILLISECONDS);
                while (input != null) {
                    take(input);
                    input = inputs.poll();
                }
                reports.again(now());
                act();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private long nextLook() {
        long now = now();
        long next = Reconcile.nextLook(orders(), picture.observed(), now, now + IDLE_MILLIS);
        for (long time : notBefore.values()) {
            next = Math.min(next, time);
        }
        return reports.nextLook(next);
    }

    private Orders orders() {
        return Orders.of(journal.state(), self);
    }

    private void act() {
        if (lease.isEmpty()) {
            return;
        }
        var orders = orders();
        var ordered = new HashSet<EpochKey>();
        orders.groups().forEach(order -> ordered.add(order.key()));
        picture.forgetClosed(ordered);
        long now = now();
        notBefore.values().removeIf(time -> time <= now);
        for (var step : Reconcile.steps(orders, picture.observed(), lease.getAsLong(), now)) {
            begin(orders, step, now);
        }
    }

    private void begin(Orders orders, Step step, long now) {
        var key = step.owned();
        switch (step) {
            case Step.Open s -> {
                if (paused(key)) {
                    return;
                }
                picture.hold(key, s.incarnation()).busy = true;
                perform(new Work(key, Optional.empty(), Step.Open.class), () -> hands.open(ownership(s)));
            }
            case Step.Start s -> start(orders, s, now);
            case Step.Cancel s -> {
                var thread = work.get(new Work(key, Optional.of(s.resource()), Step.Start.class));
                if (thread != null) {
                    thread.interrupt();
                }
            }
            case Step.Stop s -> picture.resource(key, s.resource().name()).ifPresent(r -> {
                if (paused(new Subject(key, Optional.of(s.resource().name())))) {
                    return;
                }
                r.enter(Phase.STOPPING, now);
                perform(new Work(key, Optional.of(s.resource().name()), Step.Stop.class), r.agent::stop);
            });
            case Step.Check s -> picture.resource(key, s.resource().name()).ifPresent(r -> {
                r.checking = true;
                perform(new Work(key, Optional.of(s.resource().name()), Step.Check.class), r.agent::check);
            });
            case Step.Close s -> {
                if (paused(key)) {
                    return;
                }
                picture.hold(key, s.incarnation()).busy = true;
                perform(new Work(key, Optional.empty(), Step.Close.class), () -> hands.close(ownership(s)));
            }
            case Step.Release s -> {
                var subject = new Subject(key, Optional.empty());
                if (!reports.telling(subject)) {
                    reports.tell(subject, new Command.Released(self, s.incarnation(), key.group(), key.epoch()), now);
                }
            }
        }
    }

    private void start(Orders orders, Step.Start s, long now) {
        var key = s.owned();
        var name = s.resource().name();
        var spec = orders.groups().stream().filter(o -> o.key().equals(key)).findFirst().orElseThrow().spec();
        var ending = new Ending(() -> inputs.add(new Input.Ended(key, name, s.attempt())));
        var agent = agents.agent(ownership(s), spec, s.resource(), ending);
        picture.held(key).orElseThrow().resources.put(name,
                new Picture.Resource(s.resource(), s.attempt(), agent, ending, now));
        perform(new Work(key, Optional.of(name), Step.Start.class), agent::start);
    }

    private boolean paused(Object subject) {
        return notBefore.containsKey(subject);
    }

    private static Ownership ownership(Step step) {
        return new Ownership(step.incarnation(), step.owned().group().value(), step.owned().epoch());
    }

    private interface Doing {
        void run() throws AgentFailed, HandsRefused, InterruptedException;
    }

    private void perform(Work what, Doing doing) {
        long began = clock.monotonicNanos();
        work.put(what, Thread.ofVirtual().name("step " + what.key()).start(() -> {
            Result result;
            try {
                doing.run();
                result = new Result.Ok();
            } catch (AgentFailed e) {
                result = new Result.No(e.getMessage(), false);
            } catch (HandsRefused e) {
                result = new Result.No(e.getMessage(), switch (e.reason()) {
                    case NOT_CURRENT, NO_LEASE, RELEASED, NOT_ADOPTED, UNREACHABLE -> true;
                    case NOT_RUNNING, ALREADY_RUNNING, ADDRESS_IN_USE, NO_INTERFACE, NOT_LOOPBACK, NOT_STOPPED, BUSY,
                            INVALID, SYSTEM, TIMEOUT ->
                        false;
                });
            } catch (InterruptedException e) {
                result = new Result.No("it was interrupted", false);
            } catch (RuntimeException e) {
                LOG.error("a step of {} failed unexpectedly", what.key(), e);
                result = new Result.No("internal error: " + e, false);
            }
            inputs.add(new Input.Done(what, result, (clock.monotonicNanos() - began) / 1_000_000));
        }));
    }

    private void take(Input input) {
        switch (input) {
            case Input.Look() -> {
            }
            case Input.Lease(var incarnation) -> {
                if (!incarnation.equals(lease)) {
                    picture.clear();
                    reports.clear();
                    work.values().forEach(Thread::interrupt);
                    work.clear();
                    notBefore.clear();
                    lease = incarnation;
                }
            }
            case Input.Done done -> done(done);
            case Input.Exited(var key, var resource, var pid, var how) -> picture.resource(key, resource)
                    .ifPresent(r -> r.ending.exited(pid, how));
            case Input.Ended(var key, var resource, var attempt) -> picture.resource(key, resource)
                    .filter(r -> r.attempt == attempt && r.phase == Phase.RUNNING)
                    .ifPresent(r -> broken(key, r, r.ending.how().orElse("its process ended"), 0));
            case Input.AddressLost(var key, var resource, var address) -> picture.resource(key, resource)
                    .filter(r -> r.phase == Phase.RUNNING)
                    .ifPresent(r -> broken(key, r, "address " + address + " was removed by something else", 0));
            case Input.Told(var answer) -> reports.answered(answer, now());
        }
    }

    private void done(Input.Done done) {
        if (work.remove(done.work()) == null) {
            return;
        }
        var key = done.work().key();
        var held = picture.held(key);
        if (held.isEmpty()) {
            return;
        }
        var resource = done.work().resource().map(held.get().resources::get);
        var step = done.work().what();
        if (step == Step.Open.class) {
            held.get().busy = false;
            held.get().opened = done.result() instanceof Result.Ok;
            pauseIfRefused(key, done.result(), "opening " + key);
        } else if (step == Step.Close.class) {
            held.get().busy = false;
            if (done.result() instanceof Result.Ok) {
                picture.close(key);
            }
            pauseIfRefused(key, done.result(), "closing " + key);
        } else if (step == Step.Start.class) {
            resource.ifPresent(r -> started(key, r, done));
        } else if (step == Step.Stop.class) {
            resource.ifPresent(r -> stopped(key, r, done));
        } else if (step == Step.Check.class) {
            resource.ifPresent(r -> checked(key, r, done));
        }
    }

    private void pauseIfRefused(Object subject, Result result, String what) {
        if (result instanceof Result.No(var why, var gone)) {
            notBefore.put(subject, now() + AGAIN_MILLIS);
            LOG.warn("{} was refused: {}", what, why);
        }
    }

    private void started(EpochKey key, Picture.Resource r, Input.Done done) {
        switch (done.result()) {
            case Result.Ok() -> {
                r.enter(Phase.RUNNING, now());
                r.nextCheck = now() + r.spec.policy().checkIntervalMillis();
                tell(key, r, new Command.Report.Online(), done.elapsedMillis());
                r.ending.how().ifPresent(how -> broken(key, r, how, 0));
            }
            case Result.No(var why, var gone) -> {
                if (gone) {
                    // Not the resource's failure: the loss of the lease follows and ends all of this.
                    r.enter(Phase.BROKEN, now());
                } else {
                    broken(key, r, why, done.elapsedMillis());
                }
            }
        }
    }

    private void stopped(EpochKey key, Picture.Resource r, Input.Done done) {
        switch (done.result()) {
            case Result.Ok() -> {
                r.enter(Phase.IDLE, now());
                if (!r.failed) {
                    tell(key, r, new Command.Report.Stopped(), done.elapsedMillis());
                }
            }
            case Result.No(var why, var gone) -> {
                // What could not be stopped is not stopped: it stays, is tried again, and its epoch is not given away.
                r.enter(Phase.BROKEN, now());
                pauseIfRefused(new Subject(key, Optional.of(r.spec.name())), done.result(),
                        "stopping " + r.spec.name() + " of " + key);
            }
        }
    }

    private void checked(EpochKey key, Picture.Resource r, Input.Done done) {
        r.checking = false;
        r.nextCheck = now() + r.spec.policy().checkIntervalMillis();
        if (r.phase == Phase.RUNNING && done.result() instanceof Result.No(var why, var gone) && !gone) {
            broken(key, r, why, done.elapsedMillis());
        }
    }

    private void broken(EpochKey key, Picture.Resource r, String why, long elapsedMillis) {
        r.enter(Phase.BROKEN, now());
        r.failed = true;
        LOG.info("{} of {} failed: {}", r.spec.name(), key, why);
        tell(key, r, new Command.Report.Failed(why), elapsedMillis);
    }

    private void tell(EpochKey key, Picture.Resource r, Command.Report report, long elapsedMillis) {
        if (lease.isPresent()) {
            reports.tell(new Subject(key, Optional.of(r.spec.name())),
                    new Command.ReportResource(self, lease.getAsLong(),
                            key.group(), key.epoch(), r.spec.name(), r.attempt, report, elapsedMillis),
                    now());
        }
    }

    private long now() {
        return clock.monotonicNanos() / 1_000_000;
    }

    @Override
    public void close() {
        open = false;
        subscription.close();
        loop.interrupt();
        work.values().forEach(Thread::interrupt);
    }
}
