package io.fci.fence;

import io.fci.base.Clock;
import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Fencing;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import io.fci.core.view.FencingOrders;
import io.fci.core.view.FencingOrders.Trial;
import io.fci.core.view.FencingOrders.TurnOff;
import io.fci.journal.Journal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what the state asks of this node about fencing, and tells the log what came of it. One thread owns it;
/// agents run on threads of their own, because they may take minutes.
public final class Fencer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fencer.class);
    private static final Duration TICK = Duration.ofMillis(500);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final NodeName self;
    private final Journal journal;
    private final Clock clock;
    private final Switch devices;
    private final Schedule schedule = new Schedule();
    private final LinkedBlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("fci-fence").unstarted(this::run);
    private final Journal.Subscription subscription;
    private volatile FencingOrders orders = FencingOrders.NONE;
    private volatile boolean closed;

    /// @param failure empty: every device confirmed
    private record Result(Optional<String> failure, long elapsedMillis) {}

    public Fencer(NodeName self, Journal journal, Agents agents, Clock clock) {
        this.self = self;
        this.journal = journal;
        this.clock = clock;
        this.devices = new Switch(agents, LOOK_AGAIN);
        this.subscription = journal.follow(change -> look(change.after()));
    }

    /// Once everything acknowledged before is applied here: an order of yesterday must not turn anything off.
    public void start() {
        thread.start();
    }

    /// Called on the applying thread; nearly always nothing has changed.
    private void look(State state) {
        var next = FencingOrders.of(state, self);
        if (!next.equals(orders)) {
            orders = next;
            inbox.add(() -> schedule.take(next, now()));
        }
    }

    private long now() {
        return clock.monotonicNanos() / 1_000_000;
    }

    private void run() {
        while (!closed) {
            try {
                var news = inbox.poll(TICK.toMillis(), TimeUnit.MILLISECONDS);
                for (; news != null; news = inbox.poll()) {
                    news.run();
                }
                var due = schedule.due(now());
                due.turnOffs().forEach(this::turnOff);
                due.trials().forEach(this::test);
            } catch (InterruptedException e) {
                closed = true;
            } catch (RuntimeException e) {
                LOG.error("fencing made a mistake and goes on", e);
            }
        }
    }

    private void turnOff(TurnOff order) {
        LOG.warn("turning {} off (incarnation {}, attempt {})", order.target(), order.incarnation(), order.attempt());
        Thread.ofVirtual().name("fci-fence-" + order.target()).start(() -> {
            long begin = now();
            Optional<String> failure;
            try {
                devices.turnOff(order, () -> orders.turnOffs().contains(order));
                failure = Optional.empty();
            } catch (AgentFailed e) {
                failure = Optional.of(String.valueOf(e.getMessage()));
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("turning {} off made a mistake", order.target(), e);
                failure = Optional.of("this node made a mistake: " + e);
            }
            var result = new Result(failure, now() - begin);
            LOG.warn("{} is {} ({} ms)", order.target(),
                    failure.map(why -> "not confirmed to be off: " + why).orElse("confirmed to be off"),
                    result.elapsedMillis());
            inbox.add(() -> tell(order, result));
        });
    }

    /// Until the log has it: what was confirmed stays true, and what failed has to be tried again.
    private void tell(TurnOff order, Result result) {
        if (!schedule.stands(order) || closed) {
            return;
        }
        var command = result.failure()
                .<Command>map(why -> new Command.FenceFailed(order.target(), order.incarnation(), order.order(), self,
                        why))
                .orElseGet(() -> new Command.NodeLost(order.target(), order.incarnation(),
                        new Evidence.Fenced(self, order.order(),
                                order.devices().stream().map(Fencing.Device::id).toList(), result.elapsedMillis())));
        journal.propose(Proposal.of(command)).whenComplete((outcome, failed) -> {
            if (failed != null) {
                LOG.info("what came of fencing {} is not in the log yet: {}", order.target(), failed.getMessage());
                Thread.ofVirtual().start(() -> {
                    try {
                        Thread.sleep(LOOK_AGAIN);
                        inbox.add(() -> tell(order, result));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            } else if (outcome instanceof Outcome.Refused(var refusal)) {
                LOG.info("what came of fencing {} changes nothing: {}", order.target(), refusal.message());
            } else if (result.failure().isEmpty()) {
                turnOn(order);
            }
        });
    }

    private void turnOn(TurnOff order) {
        Thread.ofVirtual().name("fci-fence-" + order.target() + "-on").start(() -> {
            try {
                devices.turnOn(order).ifPresent(problem -> {
                    LOG.error("{}: device {}: {}", order.target(), problem.device().id(), problem.why());
                    journal.state().node(order.target())
                            .map(node -> new Trial(order.target(), node.fencing().generation(), problem.device()))
                            .ifPresent(trial -> report(trial, Optional.of(problem.why())));
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void test(Trial trial) {
        Thread.ofVirtual().name("fci-fence-test").start(() -> {
            try {
                var failure = devices.test(trial.device(), trial.target());
                inbox.add(() -> {
                    schedule.tested(trial, failure.isEmpty(), now());
                    report(trial, failure);
                });
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.error("the test of fencing device {} made a mistake", trial.device().id(), e);
                inbox.add(() -> schedule.tested(trial, false, now()));
            }
        });
    }

    /// Only news: a device that works for years leaves one entry in the log.
    private void report(Trial trial, Optional<String> failure) {
        var known = journal.state().node(trial.target())
                .flatMap(node -> Optional.ofNullable(node.fencing().tests().get(trial.device().id())));
        if (known.isPresent() && known.get().failure().isPresent() == failure.isPresent()) {
            return;
        }
        failure.ifPresent(why -> LOG.error("fencing device {} of {} would not work: {}", trial.device().id(),
                trial.target(), why));
        journal.propose(
                Proposal.of(new Command.FenceTested(trial.target(), trial.generation(), trial.device().id(), self,
                        failure)))
                .whenComplete((outcome, failed) -> {
                    if (failed != null) {
                        LOG.info("the test of fencing device {} is told with the next one: {}", trial.device().id(),
                                failed.getMessage());
                    }
                });
    }

    @Override
    public void close() {
        closed = true;
        subscription.close();
        thread.interrupt();
    }
}
