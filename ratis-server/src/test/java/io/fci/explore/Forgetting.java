package io.fci.explore;

import io.fci.guard.lease.Acceptor;
import io.fci.guard.lease.Acceptor.Watch;
import io.fci.guard.lease.AcceptorClocks;
import io.fci.guard.lease.Holder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// Makes states equal that behave alike from now on: what is too old to matter has one age, what nobody asks about has
/// none. Without it no search would end, since time has no end.
final class Forgetting {
    /// The sequence number of the newest renewal, always.
    static final long SEQ = 1_000;

    private final Scope scope;
    private final Ticks ticks;

    Forgetting(Scope scope) {
        this.scope = scope;
        this.ticks = scope.ticks();
    }

    /// The same node one tick later.
    Member older(Member m) {
        long tick = ticks.nanos();
        var h = m.holder();
        var acked = new TreeMap<String, Long>();
        h.acked().forEach((by, sent) -> acked.put(by, sent - tick));
        var holder = new Holder(h.profile(), h.acceptors(), h.phase(), h.k(), h.seq(),
                h.sent().stream().map(sent -> sent - tick).toList(), acked,
                h.deadline().isPresent() ? OptionalLong.of(h.deadline().getAsLong() - tick) : h.deadline());
        var watches = new TreeMap<String, Watch>();
        m.acceptor().watches().forEach((name, w) -> watches.put(name,
                new Watch(w.k(), w.processedNanos() - tick, w.heard(), w.over(), w.refused())));
        return m.with(holder).with(new Acceptor(m.acceptor().a(), watches)).with(older(m.clocks(), tick))
                .with(m.slept().map(slept -> new Member.Slept(Math.max(slept.at() - tick, ticks.ago(scope.useful())),
                        slept.witnesses())));
    }

    /// The same node when only the others' clocks ticked: it was frozen.
    Member frozen(Member m) {
        var next = new TreeMap<String, AcceptorClocks.Reading>();
        m.clocks().readings().forEach((by, r) -> next.put(by,
                new AcceptorClocks.Reading(r.a(), r.sentNanos(), r.clockNanos() - ticks.nanos())));
        return m.with(new AcceptorClocks(Ticks.PROFILE, next))
                .with(Optional.of(new Member.Slept(ticks.now(), Set.copyOf(next.keySet()))));
    }

    /// Only the difference of two clocks matters, so a reading's age has a bound.
    private AcceptorClocks older(AcceptorClocks clocks, long tick) {
        var next = new TreeMap<String, AcceptorClocks.Reading>();
        clocks.readings().forEach((by, r) -> {
            boolean old = r.sentNanos() <= ticks.ago(scope.useful());
            next.put(by, old ? r : new AcceptorClocks.Reading(r.a(), r.sentNanos() - tick, r.clockNanos() - tick));
        });
        return new AcceptorClocks(Ticks.PROFILE, next);
    }

    Member of(Member m) {
        var kept = m.with(holder(m)).with(acceptor(m)).deciding(m.decided().filter(run -> mayYetStart(m, run)));
        boolean believes = m.holder().at(ticks.now()).renewing() || m.runs().isPresent();
        boolean compares = scope.stops() > 0 && m.name().equals("a") && believes;
        return compares
                ? kept
                : kept.with(AcceptorClocks.none(Ticks.PROFILE)).with(Optional.<Member.Slept>empty());
    }

    private boolean mayYetStart(Member m, Member.Run run) {
        return !scope.has(Rule.START_CHECKED_AT_THE_MOMENT) || m.holder().renewing() && m.holder().k() == run.k();
    }

    private Holder holder(Member m) {
        var h = m.holder();
        if (!h.renewing() || m.name().equals("c")) {
            // Node c never owns anything: its lease is of no interest.
            return new Holder(h.profile(), h.acceptors(), h.k() == 0 ? h.phase() : Holder.Phase.LOST, h.k(), SEQ,
                    List.of(), new TreeMap<>(), OptionalLong.empty());
        }
        long oldest = ticks.ago(scope.useful());
        var acked = new TreeMap<>(h.acked());
        acked.values().removeIf(sent -> sent <= ticks.ago(ticks.lease()));
        return new Holder(h.profile(), h.acceptors(), h.phase(), h.k(), SEQ,
                h.sent().stream().filter(sent -> sent > oldest).toList(), acked, deadline(m));
    }

    private OptionalLong deadline(Member m) {
        var deadline = m.holder().deadline();
        boolean idle = m.runs().isEmpty() || scope.stuck().isPresent();
        boolean past = deadline.isPresent() && deadline.getAsLong() < ticks.now() && idle;
        return past ? OptionalLong.of(ticks.now()) : deadline;
    }

    private Acceptor acceptor(Member m) {
        long oldest = ticks.ago(ticks.acceptorWait() + Math.max(0, scope.patience()));
        var watches = new TreeMap<String, Watch>();
        m.acceptor().watches().forEach((name, w) -> {
            boolean asked = scope.suspects().contains(name) && !name.equals(m.name());
            long processed = asked && !w.over() ? Math.max(oldest, w.processedNanos()) : ticks.now();
            watches.put(name, new Watch(w.k(), processed, w.heard(), w.over(), w.refused()));
        });
        return new Acceptor(m.acceptor().a(), watches);
    }
}
