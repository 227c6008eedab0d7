package io.fci.core;

import io.fci.core.state.Event;
import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.Hold;
import io.fci.core.state.Holds;
import io.fci.core.state.Node;
import io.fci.core.state.Operation;
import io.fci.core.state.Ownership;
import io.fci.core.state.ResourceState;
import io.fci.core.state.Schedule;
import io.fci.core.state.Sorted;
import io.fci.core.state.State;

/// A state without what the leaders' wall clocks said: what is left must not depend on them.
final class WallTimes {
    private WallTimes() {}

    static State erased(State s) {
        return new State(s.clusterId(), s.revision(), s.clusterTime(), s.featureLevel(),
                Sorted.mapValues(s.nodes(), WallTimes::erased), Sorted.mapValues(s.groups(), WallTimes::erased),
                Sorted.mapValues(s.operations(), WallTimes::erased), s.requests(),
                Sorted.mapValues(s.events(), WallTimes::erased));
    }

    private static Event erased(Event e) {
        return new Event(e.revision(), e.index(), 0, e.severity(), e.reason(), e.subject(), e.node(), e.message(),
                e.operation(), e.facts());
    }

    private static Node erased(Node n) {
        return new Node(n.name(), n.addresses(), n.voter(), n.life(), n.guard(), n.profile(), n.concerns(),
                n.networks(), n.quiet(), erased(n.fencing()), n.since(), 0, n.teardown(), erased(n.schedule()),
                n.maintenance().map(WallTimes::erased));
    }

    private static Schedule erased(Schedule s) {
        return s instanceof Schedule.Paused p ? new Schedule.Paused(p.reason(), p.by(), p.since(), 0, p.drain()) : s;
    }

    private static Fencing erased(Fencing f) {
        return new Fencing(f.generation(), f.devices(),
                Sorted.mapValues(f.tests(), t -> new Fencing.Test(t.by(), t.failure(), t.since(), 0)),
                f.job().map(j -> new Fencing.Job(j.incarnation(), j.attempt(), j.order(), j.assigned(), j.failure(),
                        j.operation(),
                        j.since(), 0)));
    }

    private static Ownership erased(Ownership o) {
        return o instanceof Ownership.Waiting w
                ? new Ownership.Waiting(w.node(), w.incarnation(), w.takeover(), w.next(), w.since(), 0)
                : o;
    }

    private static Group erased(Group g) {
        var v = g.versions();
        return new Group(g.name(), g.uid(),
                new Group.Versions(v.generation(), v.createRevision(), v.modRevision(), 0, 0,
                        v.updatedBy()),
                g.spec(), g.labels(), g.desired(), erased(g.ownership()), g.lastOwner(),
                Sorted.mapValues(g.resources(), WallTimes::erased), g.failovers(), g.operation(), g.kept(),
                new Holds(g.holds().maintenance().map(WallTimes::erased),
                        Sorted.mapValues(g.holds().maintained(), WallTimes::erased),
                        Sorted.mapValues(g.holds().locked(), WallTimes::erased)),
                g.former());
    }

    private static Hold erased(Hold h) {
        return new Hold(h.reason(), h.by(), h.since(), 0, h.until());
    }

    private static ResourceState erased(ResourceState r) {
        return new ResourceState(r.phase(), r.attempt(), r.abandoned(), r.restarts(), r.failure(), r.since(), 0,
                r.vacated());
    }

    private static Operation erased(Operation o) {
        var steps = o.steps().stream()
                .map(s -> new Operation.Step(s.action(), s.target(), s.node(), 0, s.elapsedMillis(), s.failure()))
                .toList();
        return new Operation(o.id(), o.kind(), o.about(), o.cause(), o.message(), o.initiator(), o.from(), o.to(),
                o.progress(), steps, o.startedAt(), 0, 0, o.outageFrom(), o.outageMillis());
    }
}
