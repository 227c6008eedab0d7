package io.fci.monitor;

import io.fci.agent.AgentFailed;
import io.fci.agent.Agents;
import io.fci.agent.Ending;
import io.fci.base.Clock;
import io.fci.core.log.Command;
import io.fci.core.node.Observed;
import io.fci.core.node.Observed.Phase;
import io.fci.core.node.Orders;
import io.fci.core.node.Orders.EpochKey;
import io.fci.core.node.Reconcile;
import io.fci.core.node.Step;
import io.fci.core.state.GroupName;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceState;
import io.fci.hands.Hands;
import io.fci.hands.HandsRefused;
import io.fci.hands.Ownership;
import io.fci.journal.Journal;
import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes this machine look like its orders. One thread owns the picture and asks [Reconcile] what to do; steps are [Work]
/// and come back as inputs, so nothing here ever waits for a resource.
public final class Monitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

    /// Without news the loop looks around this often; nothing depends on it.
    private static final long IDLE_MILLIS = 10_000;

    /// Force is tried again for so long before the whole node is given up for a resource that does not stop.
    private static final long FENCE_AFTER_MILLIS = 30_000;

    private static final Duration END = Duration.ofSeconds(1);

    private final NodeName self;
    private final Journal journal;
    private final Hands hands;
    private final Agents agents;
    private final Clock clock;
    private final Reports reports;
    private final Work work;
    private final Aftermath aftermath;
    private final Picture picture = new Picture();
    private final LinkedBlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Thread loop;
    private final Journal.Subscription subscription;
    private OptionalLong lease = OptionalLong.empty();
    private volatile boolean open = true;

    /// What wakes the loop. The queue is bounded by what there is: one look; one end per step under way; one answer per
    /// report; what the guard says of leases, processes and addresses of this node.
    private sealed interface Input {
        record Look() implements Input {}

        record Lease(OptionalLong incarnation) implements Input {}

        record Ended(Work.Ended step) implements Input {}

        record Exited(EpochKey key, ResourceName resource, long pid, String how) implements Input {}

        record ProcessEnded(EpochKey key, ResourceName resource, int attempt) implements Input {}

        record AddressLost(EpochKey key, ResourceName resource) implements Input {}

        record Told(Reports.Answered answer) implements Input {}
    }

    /// @param fatal ends the process: a node whose monitor has died would keep its lease and answer no order
    public Monitor(NodeName self, Journal journal, Hands hands, Clock clock, Consumer<Throwable> fatal) {
        this.self = self;
        this.journal = journal;
        this.hands = hands;
        this.agents = new Agents(hands, self);
        this.clock = clock;
        this.reports = new Reports(journal, answer -> inputs.add(new Input.Told(answer)));
        this.work = new Work(clock, ended -> inputs.add(new Input.Ended(ended)));
        this.aftermath = new Aftermath(self, picture, work, reports, clock,
                (key, name) -> orders().maintains(key, name));
        this.loop = Thread.ofPlatform()
                .name("monitor")
                .uncaughtExceptionHandler((thread, why) -> fatal.accept(why))
                .unstarted(this::run);
        this.subscription = journal.follow(change -> look());
        loop.start();
    }

    /// One look in the queue is enough: the state is read after it is taken.
    private void look() {
        if (looking.compareAndSet(false, true)) {
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
        LOG.warn("address {} of {} in {} was removed by something else", address, resource, group);
        inputs.add(new Input.AddressLost(key(group, epoch), new ResourceName(resource)));
    }

    private static EpochKey key(String group, long epoch) {
        return new EpochKey(new GroupName(group), epoch);
    }

    private void run() {
        try {
            while (open) {
                var input = inputs.poll(Math.max(0, nextLook() - now()), TimeUnit.MILLISECONDS);
                while (input != null) {
                    take(input);
                    input = inputs.poll();
                }
                reports.again(now());
                act();
            }
        } catch (InterruptedException e) {
            // Only close() interrupts.
            LOG.debug("the monitor ends");
        } finally {
            work.clear();
        }
    }

    private long nextLook() {
        long now = now();
        return reports.nextLook(
                work.nextLook(Reconcile.nextLook(orders(), picture.observed(), now, now + IDLE_MILLIS)));
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
        work.wake(now);
        for (var step : Reconcile.steps(orders, picture.observed(), lease.getAsLong(), now)) {
            begin(orders, step, now);
        }
        correct(picture.observed(), now);
    }

    /// A report whose decision nobody awaited any more may take effect after the next one, and the log then says of a
    /// resource that runs here that it is stopped. Nothing else would ever correct that.
    private void correct(Observed observed, long now) {
        var state = journal.state();
        observed.held().forEach((key, held) -> state.group(key.group())
                .filter(group -> group.owner()
                        .filter(o -> o.is(self, held.incarnation(), key.epoch()) && o.intent() instanceof Intent.Run)
                        .isPresent())
                .ifPresent(group -> held.resources().forEach((name, r) -> {
                    var known = group.resources().get(name);
                    var subject = Subject.of(key, name);
                    if (known != null && r.phase() == Phase.RUNNING && known.phase() == ResourceState.Phase.OFFLINE
                            && known.attempt() == r.attempt() && !reports.telling(subject)) {
                        reports.tell(subject, new Command.ReportResource(self, held.incarnation(), key.group(),
                                key.epoch(), name, r.attempt(), new Command.Report.Online(), 0), now);
                    }
                })));
    }

    private void begin(Orders orders, Step step, long now) {
        var subject = Subject.of(step);
        var key = step.owned();
        if (!work.free(subject, now)) {
            hurry(step);
            return;
        }
        switch (step) {
            case Step.Open s -> {
                picture.hold(key, s.incarnation()).busy = true;
                work.begin(s, () -> hands.open(ownership(s)));
            }
            case Step.Start s -> start(orders, s, now);
            case Step.Cancel s -> {
                // It has ended by itself, and its end is about to be taken in.
            }
            case Step.Stop s -> picture.resource(key, s.resource().name()).ifPresent(r -> {
                r.enter(Phase.STOPPING, now);
                boolean last = r.stuckSince != 0 && now - r.stuckSince >= FENCE_AFTER_MILLIS;
                work.begin(s, () -> stop(r, ownership(s), last));
            });
            case Step.Check s -> picture.resource(key, s.resource().name()).ifPresent(r -> {
                r.checking = true;
                r.suspected = false;
                work.begin(s, r.agent::check);
            });
            case Step.Close s -> {
                picture.hold(key, s.incarnation()).busy = true;
                work.begin(s, () -> hands.close(ownership(s)));
            }
            case Step.Release s -> {
                if (!reports.telling(subject)) {
                    reports.tell(subject, new Command.Released(self, s.incarnation(), key.group(), key.epoch(),
                            reports.takeStopped(key)), now);
                }
            }
        }
    }

    /// What not even force has stopped for so long needs the machine to end: its node fences itself, if it is configured to do
    /// that by anything that ends more than force does. Otherwise the group goes on waiting.
    private void stop(Picture.Resource r, Ownership ownership, boolean last)
            throws AgentFailed, HandsRefused, InterruptedException {
        try {
            r.agent.stop();
        } catch (HandsRefused e) {
            if (last && e.reason() == HandsRefused.Reason.NOT_STOPPED) {
                LOG.error("{} of {} does not stop: this node is to fence itself", r.spec.name(), ownership.group());
                hands.fence(ownership, r.spec.name().value());
            }
            throw e;
        }
    }

    /// Something about the same subject is under way, or it rests: the step comes again when that is over. A start that is
    /// not wanted any more and a check in the way of a stop are given up; nothing else is.
    private void hurry(Step step) {
        var subject = Subject.of(step);
        switch (step) {
            case Step.Cancel s -> picture.resource(s.owned(), s.resource()).filter(r -> !r.unwanted).ifPresent(r -> {
                r.unwanted = true;
                work.giveUp(subject);
            });
            case Step.Stop s -> work.giveUp(subject);
            case Step.Open s -> {
            }
            case Step.Start s -> {
            }
            case Step.Check s -> {
            }
            case Step.Close s -> {
            }
            case Step.Release s -> {
            }
        }
    }

    private void start(Orders orders, Step.Start s, long now) {
        var key = s.owned();
        var name = s.resource().name();
        var spec = orders.groups().stream().filter(o -> o.key().equals(key)).findFirst().orElseThrow().spec();
        var ending = new Ending(() -> inputs.add(new Input.ProcessEnded(key, name, s.attempt())));
        var agent = agents.agent(ownership(s), spec, s.resource(), s.vacated(), ending);
        var resource = new Picture.Resource(s.resource(), s.attempt(), agent, ending, now);
        resource.suspected = agent.leavesDoubt();
        picture.held(key).orElseThrow().resources.put(name, resource);
        work.begin(s, agent::start);
    }

    private static Ownership ownership(Step step) {
        return new Ownership(step.incarnation(), step.owned().group().value(), step.owned().epoch());
    }

    private void take(Input input) {
        switch (input) {
            case Input.Look() -> looking.set(false);
            case Input.Lease(var incarnation) -> {
                if (!incarnation.equals(lease)) {
                    picture.clear();
                    reports.clear();
                    work.clear();
                    lease = incarnation;
                }
            }
            case Input.Ended(var ended) -> {
                if (work.over(ended)) {
                    aftermath.of(ended);
                }
            }
            case Input.Exited(var key, var resource, var pid, var how) -> picture.resource(key, resource)
                    .ifPresent(r -> r.ending.exited(pid, how));
            case Input.ProcessEnded(var key, var resource, var attempt) -> picture.resource(key, resource)
                    .filter(r -> r.attempt == attempt && r.phase == Phase.RUNNING)
                    .ifPresent(r -> aftermath.ended(key, r, r.ending.how().orElse("its process ended")));
            case Input.AddressLost(var key, var resource) -> picture.resource(key, resource).ifPresent(r -> {
                // It may be old news, or its start may not be answered yet: the check tells.
                r.suspected = true;
                r.nextCheck = now();
            });
            case Input.Told(var answer) -> told(answer);
        }
    }

    private void told(Reports.Answered answer) {
        reports.answered(answer, now());
        answer.refusal().ifPresent(why -> {
            LOG.info("the log does not take what was reported of {}: {}", answer.subject(), why);
            if (answer.subject().resource().isEmpty()) {
                work.rest(answer.subject(), now() + Aftermath.AGAIN_MILLIS);
            }
        });
    }

    private long now() {
        return clock.monotonicNanos() / 1_000_000;
    }

    @Override
    public void close() {
        open = false;
        subscription.close();
        loop.interrupt();
        try {
            if (!loop.join(END)) {
                LOG.warn("the monitor did not end within {} ms", END.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
