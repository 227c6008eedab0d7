package io.fci.core.node;

import io.fci.core.node.Observed.Held;
import io.fci.core.node.Observed.Phase;
import io.fci.core.node.Orders.EpochKey;
import io.fci.core.node.Orders.GroupOrder;
import io.fci.core.state.Dependencies;
import io.fci.core.state.ResourceName;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Decides for one node: what to do next so that the machine looks like its orders. Whatever can be done at the same time
/// is in one list: resources start when their providers run and stop when nothing that needs them is left, in parallel
/// where the graph allows.
public final class Reconcile {
    /// A check that is due but cannot be made now is looked at again after this long.
    private static final long OVERDUE_MILLIS = 50;

    private Reconcile() {}

    /// @param incarnation the life that the node's lease is held for; orders of another one are not carried out
    /// @param now monotonic milliseconds of this node
    /// @return steps that are not under way yet; empty: nothing to do before something changes or [#nextLook] is reached
    public static List<Step> steps(Orders orders, Observed observed, long incarnation, long now) {
        var steps = new ArrayList<Step>();
        var ordered = new TreeMap<EpochKey, GroupOrder>();
        for (var order : orders.groups()) {
            if (order.incarnation() == incarnation) {
                ordered.put(order.key(), order);
            }
        }
        observed.held().forEach((key, held) -> {
            if (!ordered.containsKey(key) && held.incarnation() == incarnation) {
                stop(steps, key, held);
            }
        });
        ordered.forEach((key, order) -> {
            var held = observed.held().get(key);
            if (observed.closed().contains(key)) {
                if (!order.run()) {
                    steps.add(new Step.Release(key, incarnation));
                }
            } else if (held == null) {
                steps.add(order.run() ? new Step.Open(key, incarnation) : new Step.Close(key, incarnation));
            } else if (order.run()) {
                run(steps, order, held, now);
            } else {
                stop(steps, key, held);
            }
        });
        return steps;
    }

    private static void run(List<Step> steps, GroupOrder order, Held held, long now) {
        if (held.busy()) {
            return;
        }
        if (!held.opened()) {
            steps.add(new Step.Open(order.key(), order.incarnation()));
            return;
        }
        var dependencies = Dependencies.of(order.spec().resources());
        var providing = providing(order, held, dependencies);
        for (var spec : order.spec().resources()) {
            var wanted = order.resources().get(spec.name());
            var there = held.resources().get(spec.name());
            boolean provided = dependencies.satisfied(spec.name(), providing::contains);
            var phase = there == null ? Phase.IDLE : there.phase();
            switch (phase) {
                case IDLE -> {
                    boolean stale = there != null && there.failed() && there.attempt() >= wanted.attempt();
                    boolean rested = there == null || !there.failed()
                            || now - there.since() >= spec.policy().restartDelayMillis();
                    if (!wanted.down() && provided && !stale && rested) {
                        steps.add(new Step.Start(order.key(), order.incarnation(), spec, wanted.attempt(),
                                wanted.vacated()));
                    }
                }
                case RUNNING -> {
                    if (!providing.contains(spec.name())) {
                        stopUnlessNeeded(steps, order, held, there, dependencies, providing);
                    } else if (!wanted.maintained() && !there.checking() && now >= there.nextCheck()) {
                        steps.add(new Step.Check(order.key(), order.incarnation(), spec));
                    }
                }
                case BROKEN -> steps.add(new Step.Stop(order.key(), order.incarnation(), there.spec()));
                case STARTING, STOPPING -> {
                }
            }
        }
    }

    /// What runs, is meant to (not kept offline, not given up, no newer start of it wanted), and has what it needs, all the
    /// way down: what runs on something that has gone does not keep anybody else online.
    private static SortedSet<ResourceName> providing(GroupOrder order, Held held, Dependencies dependencies) {
        var providing = new TreeSet<ResourceName>();
        for (var name : dependencies.startOrder()) {
            var there = held.resources().get(name);
            var wanted = order.resources().get(name);
            if (there != null && there.phase() == Phase.RUNNING && !wanted.down()
                    && wanted.attempt() <= there.attempt() && dependencies.satisfied(name, providing::contains)) {
                providing.add(name);
            }
        }
        return providing;
    }

    /// It has to stop while the group goes on. Who has another provider does not wait for it, and it not for them.
    private static void stopUnlessNeeded(List<Step> steps, GroupOrder order, Held held, Observed.Resource there,
            Dependencies dependencies, SortedSet<ResourceName> providing) {
        boolean needed = dependencies.directDependents(there.spec().name()).stream()
                .filter(dependent -> !dependencies.satisfied(dependent, providing::contains))
                .map(held.resources()::get)
                .anyMatch(d -> d != null && d.phase() != Phase.IDLE);
        if (!needed) {
            steps.add(new Step.Stop(order.key(), order.incarnation(), there.spec()));
        }
    }

    private static void stop(List<Step> steps, EpochKey key, Held held) {
        if (held.busy()) {
            return;
        }
        var dependencies = Dependencies.of(held.resources().values().stream().map(Observed.Resource::spec).toList());
        boolean left = false;
        for (var there : held.resources().values()) {
            switch (there.phase()) {
                case IDLE -> {
                }
                case STARTING -> {
                    left = true;
                    steps.add(new Step.Cancel(key, held.incarnation(), there.spec().name()));
                }
                case STOPPING -> left = true;
                case RUNNING, BROKEN -> {
                    left = true;
                    stopIfNothingNeedsIt(steps, key, held, there, dependencies);
                }
            }
        }
        if (!left) {
            steps.add(new Step.Close(key, held.incarnation()));
        }
    }

    private static void stopIfNothingNeedsIt(List<Step> steps, EpochKey key, Held held, Observed.Resource there,
            Dependencies dependencies) {
        boolean needed = dependencies.directDependents(there.spec().name())
                .stream()
                .map(held.resources()::get)
                .anyMatch(d -> d != null && d.phase() != Phase.IDLE);
        if (!needed) {
            steps.add(new Step.Stop(key, held.incarnation(), there.spec()));
        }
    }

    /// When to look again although nothing happened: the next check or the end of a restart delay; never later than
    /// `latest`.
    public static long nextLook(Orders orders, Observed observed, long now, long latest) {
        long next = latest;
        for (var order : orders.groups()) {
            var held = observed.held().get(order.key());
            if (held == null || !order.run()) {
                continue;
            }
            for (var spec : order.spec().resources()) {
                var there = held.resources().get(spec.name());
                if (there != null && there.phase() == Phase.RUNNING && !there.checking()
                        && !order.resources().get(spec.name()).maintained()) {
                    next = Math.min(next, Math.max(there.nextCheck(), now + OVERDUE_MILLIS));
                } else if (there != null && there.phase() == Phase.IDLE && there.failed()) {
                    long rested = there.since() + spec.policy().restartDelayMillis();
                    next = rested > now ? Math.min(next, rested) : next;
                }
            }
        }
        return Math.max(next, now);
    }
}
