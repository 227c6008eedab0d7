package io.fci.sim;

import io.fci.core.node.Orders.EpochKey;
import io.fci.core.state.ResourceName;
import io.fci.guard.wire.HandsReason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/// What one guard process does to its machine: each request on a thread of its own, each change checked in the moment before
/// it is made, and a thread may be late between the check and the change.
final class HandsTwin {
    private static final long CLOSING = 5 * Timeline.SECOND;

    /// Empty: done.
    interface Reply extends BiConsumer<Optional<HandsReason>, Optional<Kernel.Process>> {
        default void done() {
            accept(Optional.empty(), Optional.empty());
        }

        default void no(HandsReason why) {
            accept(Optional.of(why), Optional.empty());
        }
    }

    private static final class Open {
        final long k;
        final Map<ResourceName, Kernel.Process> mains = new HashMap<>();
        final Map<String, ResourceName> addresses = new TreeMap<>();
        int busy;

        Open(long k) {
            this.k = k;
        }
    }

    private final World world;
    private final Host host;
    private final GuardTwin guard;
    private final Map<EpochKey, Open> open = new TreeMap<>();
    private final Map<String, Long> released = new TreeMap<>();
    private long permitted;
    private long deadline = Long.MIN_VALUE;
    /// Adding an address and the teardown exclude each other.
    private int adding;

    HandsTwin(World world, Host host, GuardTwin guard) {
        this.world = world;
        this.host = host;
        this.guard = guard;
    }

    void permit(long k, long until) {
        permitted = k;
        deadline = until;
    }

    void withdraw() {
        permitted = 0;
        deadline = Long.MIN_VALUE;
    }

    private Optional<HandsReason> refusal(long k, EpochKey of) {
        if (world.keeps(Rule.STARTS_CHECK_THE_LEASE) && permitted != k) {
            return Optional.of(HandsReason.NOT_CURRENT);
        }
        if (world.keeps(Rule.STARTS_CHECK_THE_LEASE) && host.clock.now() >= deadline) {
            return Optional.of(HandsReason.NO_LEASE);
        }
        boolean over = of.epoch() <= released.getOrDefault(of.group().value(), 0L);
        return over ? Optional.of(HandsReason.RELEASED) : Optional.empty();
    }

    private interface Act {
        void on(Open open);
    }

    private void perform(long k, EpochKey of, Reply reply, Runnable act) {
        guard.alive.after(new Object(), world.dice.delay(100 * Timeline.MICRO, 30 * Timeline.MILLI), () -> {
            var no = refusal(k, of);
            if (no.isPresent()) {
                reply.no(no.get());
            } else {
                act.run();
            }
        });
    }

    private void within(EpochKey of, Reply reply, Act act) {
        var it = open.get(of);
        if (it == null) {
            reply.no(HandsReason.NOT_RUNNING);
        } else {
            act.on(it);
        }
    }

    void open(long k, EpochKey of, Reply reply) {
        perform(k, of, reply, () -> {
            open.values().removeIf(old -> old.k < k);
            boolean other = open.keySet().stream().anyMatch(o -> o.group().equals(of.group()) && !o.equals(of));
            if (other) {
                reply.no(HandsReason.NOT_STOPPED);
                return;
            }
            open.computeIfAbsent(of, _ -> new Open(k));
            host.kernel.open(of);
            reply.done();
        });
    }

    void spawn(long k, EpochKey of, ResourceName resource, Reply reply) {
        perform(k, of, reply, () -> within(of, reply, it -> {
            if (it.mains.containsKey(resource) || host.kernel.running(of, resource)) {
                reply.no(HandsReason.ALREADY_RUNNING);
                return;
            }
            it.busy++;
            world.betweenCheckAndDeed(host);
            guard.alive.after(new Object(), world.dice.delay(60 * Timeline.MICRO, 3 * Timeline.MILLI), () -> {
                it.busy--;
                // Nothing but the place itself stands between this and a start that is late.
                if (!host.kernel.isOpen(of)) {
                    reply.no(HandsReason.SYSTEM);
                    return;
                }
                var process = new Kernel.Process(of, resource);
                it.mains.put(resource, process);
                reply.accept(Optional.empty(), Optional.of(process));
                // The child joins its place by itself, also when its parent is frozen or dead by then.
                host.child(world.dice.delay(500 * Timeline.MICRO, host.profile.reactionNanos() / 6), process);
            });
        }));
    }

    void ended(Kernel.Process process) {
        var it = open.get(process.of);
        if (it != null) {
            it.mains.remove(process.resource, process);
        }
        guard.event(daemon -> daemon.monitor.exited(process));
    }

    /// The process is asked to end; it takes its time.
    void signal(long k, EpochKey of, ResourceName resource, Reply reply) {
        perform(k, of, reply, () -> within(of, reply, it -> {
            var main = it.mains.get(resource);
            if (main == null) {
                reply.no(HandsReason.NOT_RUNNING);
                return;
            }
            host.later(world.dice.delay(50 * Timeline.MILLI, 4 * Timeline.SECOND), () -> host.kernel.end(main));
            reply.done();
        }));
    }

    void kill(long k, EpochKey of, ResourceName resource, Reply reply) {
        perform(k, of, reply, () -> within(of, reply, it -> {
            it.busy++;
            killed(of, resource, it, reply, host.clock.now() + CLOSING);
        }));
    }

    private void killed(EpochKey of, ResourceName resource, Open it, Reply reply, long end) {
        host.kernel.kill(of, resource);
        if (!host.kernel.running(of, resource)) {
            it.busy--;
            reply.done();
        } else if (host.clock.now() > end) {
            it.busy--;
            reply.no(HandsReason.NOT_STOPPED);
        } else {
            guard.alive.after(it, Timeline.MILLI, () -> killed(of, resource, it, reply, end));
        }
    }

    /// The wire is asked first, unless the last owner gave the address up; then the lease, then the kernel.
    void addAddress(long k, EpochKey of, ResourceName resource, String ip, boolean ask, Reply reply) {
        perform(k, of, reply, () -> within(of, reply, it -> {
            it.busy++;
            guard.alive.after(new Object(), ask ? world.dice.between(0, 50 * Timeline.MILLI) : 0, () -> {
                it.busy--;
                if (ask && world.answers(host, ip)) {
                    reply.no(HandsReason.ADDRESS_IN_USE);
                    return;
                }
                var no = refusal(k, of);
                if (no.isPresent()) {
                    reply.no(no.get());
                    return;
                }
                it.busy++;
                adding++;
                world.betweenCheckAndDeed(host);
                guard.alive.after(new Object(), world.dice.delay(30 * Timeline.MICRO, Timeline.MILLI), () -> {
                    it.busy--;
                    adding--;
                    host.kernel.add(ip, new Kernel.Address(of, resource, host.clock.now() + host.addressLife()));
                    it.addresses.put(ip, resource);
                    reply.done();
                });
            });
        }));
    }

    void removeAddress(long k, EpochKey of, ResourceName resource, String ip, Reply reply) {
        perform(k, of, reply, () -> within(of, reply, it -> {
            if (it.addresses.remove(ip, resource)) {
                host.kernel.remove(ip);
            }
            reply.done();
        }));
    }

    void confirmAddress(long k, EpochKey of, ResourceName resource, String ip, Reply reply) {
        perform(k, of, reply, () -> within(of, reply, it -> {
            it.busy++;
            guard.alive.after(new Object(), world.dice.between(0, 50 * Timeline.MILLI), () -> {
                it.busy--;
                if (resource.equals(it.addresses.get(ip)) && world.answers(host, ip)) {
                    reply.no(HandsReason.ADDRESS_IN_USE);
                } else {
                    reply.done();
                }
            });
        }));
    }

    void checkAddress(long k, EpochKey of, ResourceName resource, String ip, Reply reply) {
        perform(k, of, reply, () -> within(of, reply, it -> {
            if (resource.equals(it.addresses.get(ip)) && host.kernel.has(ip)) {
                reply.done();
            } else {
                reply.no(HandsReason.INVALID);
            }
        }));
    }

    void keepAddresses() {
        open.forEach((of, it) -> it.addresses.keySet().forEach(ip -> {
            if (refusal(it.k, of).isEmpty() && host.kernel.has(ip)) {
                host.kernel.keep(ip, host.clock.now() + host.addressLife());
            }
        }));
    }

    /// Nobody else is in the epoch while its end is verified.
    void close(long k, EpochKey of, Reply reply) {
        perform(k, of, reply, () -> closed(k, of, reply, host.clock.now() + CLOSING));
    }

    private void closed(long k, EpochKey of, Reply reply, long end) {
        var it = open.get(of);
        if (it != null && it.busy > 0 && host.clock.now() <= end) {
            guard.alive.after(new Object(), Timeline.MILLI, () -> closed(k, of, reply, end));
            return;
        }
        if (it != null && it.busy > 0) {
            reply.no(HandsReason.BUSY);
            return;
        }
        boolean stopped = !host.kernel.running(of)
                && (it == null || it.addresses.keySet().stream().noneMatch(host.kernel::has));
        if (!stopped) {
            reply.no(HandsReason.NOT_STOPPED);
            return;
        }
        var no = refusal(k, of);
        if (it != null && no.isPresent()) {
            reply.no(no.get());
            return;
        }
        if (!world.keeps(Rule.A_RELEASE_CLOSES_THE_EPOCH)) {
            reply.done();
            return;
        }
        host.kernel.removePlace(of);
        open.remove(of);
        released.merge(of.group().value(), of.epoch(), Math::max);
        reply.done();
    }

    // ---- the teardown

    void tearDown(Runnable done) {
        long bound = host.clock.now() + host.profile.reactionNanos();
        guard.alive.after("hands", world.dice.delay(200 * Timeline.MICRO, 3 * Timeline.MILLI),
                () -> tearDown(bound, done));
    }

    private void tearDown(long bound, Runnable done) {
        host.kernel.killAll();
        boolean free = adding == 0;
        if (free) {
            host.kernel.removeAddresses();
        }
        if (host.kernel.removePlaces() && free) {
            open.clear();
            done.run();
        } else if (host.clock.now() >= bound) {
            host.fence();
        } else {
            guard.alive.after("hands", 500 * Timeline.MICRO, () -> tearDown(bound, done));
        }
    }
}
