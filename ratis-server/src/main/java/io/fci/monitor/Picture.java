package io.fci.monitor;

import io.fci.agent.Agent;
import io.fci.agent.Ending;
import io.fci.core.node.Observed;
import io.fci.core.node.Observed.Phase;
import io.fci.core.node.Orders.EpochKey;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the monitor believes is on this machine, and with what it was started. Belongs to the monitor's thread; what it
/// shows to [io.fci.core.node.Reconcile] is an immutable copy.
final class Picture {
    private final SortedMap<EpochKey, Held> held = new TreeMap<>();
    private final TreeSet<EpochKey> closed = new TreeSet<>();

    static final class Held {
        final long incarnation;
        final SortedMap<ResourceName, Resource> resources = new TreeMap<>();
        boolean opened;
        boolean busy;

        Held(long incarnation) {
            this.incarnation = incarnation;
        }
    }

    static final class Resource {
        final ResourceSpec spec;
        final int attempt;
        final Agent agent;
        final Ending ending;
        Phase phase;
        boolean failed;
        boolean checking;
        /// It is not wanted any more although its start is still under way.
        boolean unwanted;
        /// The log was told that it is stopped.
        boolean toldStopped;
        /// Since when it was to stop and could not be stopped; the log was told. 0: it can, as far as is known.
        long stuckSince;
        /// Something was said, or left open by the start, that the next check, which is due at once, confirms or not.
        boolean suspected;
        long since;
        long nextCheck;

        Resource(ResourceSpec spec, int attempt, Agent agent, Ending ending, long now) {
            this.spec = spec;
            this.attempt = attempt;
            this.agent = agent;
            this.ending = ending;
            this.phase = Phase.STARTING;
            this.since = now;
        }

        void enter(Phase next, long now) {
            phase = next;
            since = now;
        }

        void checkAfter(long now, long millis) {
            nextCheck = suspected ? now : now + millis;
        }
    }

    Held hold(EpochKey key, long incarnation) {
        return held.computeIfAbsent(key, k -> new Held(incarnation));
    }

    Optional<Held> held(EpochKey key) {
        return Optional.ofNullable(held.get(key));
    }

    Optional<Resource> resource(EpochKey key, ResourceName name) {
        return held(key).map(h -> h.resources.get(name));
    }

    /// Nothing of it is left, proved by the hands.
    void close(EpochKey key) {
        held.remove(key);
        closed.add(key);
    }

    /// The hands found something of it although every stop was answered: what was given up or got no answer may have been
    /// done after the stop. All of it is stopped again.
    void stopAgain(EpochKey key, long now) {
        held(key).ifPresent(h -> h.resources.values().forEach(r -> r.enter(Phase.BROKEN, now)));
    }

    /// The log does not mention them any more.
    void forgetClosed(Set<EpochKey> ordered) {
        closed.retainAll(ordered);
    }

    /// The guard has ended everything.
    void clear() {
        held.clear();
        closed.clear();
    }

    Observed observed() {
        var copy = new TreeMap<EpochKey, Observed.Held>();
        for (Map.Entry<EpochKey, Held> e : held.entrySet()) {
            var resources = new TreeMap<ResourceName, Observed.Resource>();
            e.getValue().resources.forEach((name, r) -> resources.put(name,
                    new Observed.Resource(r.spec, r.attempt, r.phase, r.failed, r.since, r.nextCheck, r.checking)));
            copy.put(e.getKey(),
                    new Observed.Held(e.getValue().incarnation, e.getValue().opened, e.getValue().busy, resources));
        }
        return new Observed(copy, closed);
    }
}
