package io.fci.explore;

import static io.fci.explore.Rule.ACCEPTOR_REGISTERS;
import static io.fci.explore.Rule.ATTEST_REFUSES;
import static io.fci.explore.Rule.CLOCKS_ARE_COMPARED;
import static io.fci.explore.Rule.DEAD_AFTER_TEARDOWN;
import static io.fci.explore.Rule.EPOCH_NEVER_TWICE;
import static io.fci.explore.Rule.LEASE_FROM_SEND;
import static io.fci.explore.Rule.NEW_ACCEPTOR_WAITS;
import static io.fci.explore.Rule.REFUSALS_ARE_ANSWERED;
import static io.fci.explore.Rule.RELEASED_CLOSES_THE_EPOCH;
import static io.fci.explore.Rule.START_CHECKED_AT_THE_MOMENT;

import io.fci.core.state.Ownership.Intent;
import io.fci.explore.Member.Run;
import io.fci.explore.Said.Fact;
import io.fci.guard.lease.Acceptor;
import io.fci.guard.lease.Holder;
import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// A node as the product wires it: the real holder and the real acceptor, called as the lease thread calls them, and a
/// machine that does what the hands let it do. With a rule missing, exactly one of these calls is bent.
final class Wiring {
    /// @param says what others may hear of it
    record Result(Member next, Optional<Fact> says) {
        Result(Member next) {
            this(next, Optional.empty());
        }
    }

    private final Scope scope;
    private final Forgetting forgetting;
    private final long now;

    Wiring(Scope scope) {
        this.scope = scope;
        this.forgetting = new Forgetting(scope);
        this.now = scope.ticks().now();
    }

    /// A node that has just adopted its first incarnation.
    Member begin(String name, Log log) {
        var empty = Member.fresh(name, nobody(), Acceptor.silent());
        return perform(empty, new Deed.Adopts(log.life(name).last(), log.guard(name).incarnation(), log)).next();
    }

    Result perform(Member m, Deed deed) {
        var result = switch (deed) {
            case Deed.Passes(var slip) -> new Result(passes(slip ? m.slipped() : m));
            case Deed.Slips() -> new Result(scope.stops() == 0 ? m.slipped() : forgetting.frozen(m.slipped()));
            case Deed.Hears(var holder, var k, var sent) -> hears(m, holder, k, sent);
            case Deed.IsAcknowledged(var by, var a, var k, var sent) -> new Result(
                    answered(m, by, new Datagram.Ack(a, m.name(), k, seq(m.holder(), sent), sent, now)));
            case Deed.IsRefused(var by, var a, var k, var sent) -> new Result(
                    answered(m, by, new Datagram.Refused(a, m.name(), k, seq(m.holder(), sent), sent, now)));
            case Deed.IsAsked(var node, var k) -> isAsked(m, node, k);
            case Deed.Hints(var node, var k) -> new Result(m, hint(m.acceptor(), m.name(), node, k));
            case Deed.Applies(var log) -> new Result(
                    reopens(m.with(m.acceptor().view(now, log.view())).applied(log.length()), log));
            case Deed.Decides(var run) -> new Result(m.deciding(Optional.of(run)));
            case Deed.Starts() -> new Result(starts(m));
            case Deed.Closes(var run) -> new Result(closes(m, run));
            case Deed.GivesUp() -> givesUp(m);
            case Deed.Ends() -> new Result(m.running(Optional.empty()));
            case Deed.Adopts(var k, var a, var log) -> new Result(adopts(m, k, a, log));
            case Deed.Crashes() -> new Result(crashes(m));
        };
        return new Result(forgetting.of(result.next()), result.says());
    }

    /// What the guard asks before it touches the machine.
    boolean permits(Member m, Run run) {
        return m.holder().valid(run.k(), now) && run.epoch() > m.released();
    }

    private Holder nobody() {
        return Holder.without(Ticks.PROFILE, new TreeSet<>(Log.NODES));
    }

    /// Every tick a renewal: a guard that sends fewer is one whose renewals are lost.
    private Member passes(Member m) {
        return renews(forgetting.older(m));
    }

    private Member renews(Member m) {
        if (!m.holder().renewing()) {
            return m;
        }
        var holder = m.holder().renew(now);
        var renewal = holder.renewal();
        // Its own acceptor hears it at once, in the same call.
        var heard = m.acceptor().renew(now, m.name(), renewal);
        var sure = heard.ack().map(ack -> acknowledged(holder, m.name(), ack.a(), ack.sentNanos())).orElse(holder);
        return m.with(sure).with(heard.next());
    }

    private Result hears(Member m, String holder, long k, long sent) {
        var heard = m.acceptor().renew(now, holder, new Datagram.Renew(k, Forgetting.SEQ, sent, Ticks.PROFILE));
        return new Result(m.with(heard.next()), heard.answer().flatMap(answer -> switch (answer) {
            case Datagram.Ack ack -> Optional.of(new Fact.Acked(m.name(), ack.a(), holder, k, sent));
            case Datagram.Refused no -> scope.stops() == 0
                    ? Optional.empty()
                    : Optional.of(new Fact.Refused(m.name(), no.a(), holder, k, sent));
        }));
    }

    /// As the lease thread takes an answer: first what it says of this machine's clock, then what it says of the lease.
    private Member answered(Member m, String by, Datagram.Answer answer) {
        if (scope.stops() == 0) {
            return m.with(acknowledged(m.holder(), by, answer.a(), answer.sentNanos()));
        }
        if (!m.holder().counts(now, by, answer)) {
            return m;
        }
        var told = m.with(m.slept().filter(
                slept -> answer.sentNanos() <= slept.at() || !slept.witnesses().contains(by)));
        if (answer instanceof Datagram.Refused && !scope.has(REFUSALS_ARE_ANSWERED)) {
            return told;
        }
        if (scope.has(CLOCKS_ARE_COMPARED) && m.clocks().stoodStillNanos(now, by, answer).isPresent()) {
            return told.with(m.holder().lose()).running(Optional.empty());
        }
        var compared = told.with(m.clocks().read(now, by, answer));
        return answer instanceof Datagram.Ack ack ? compared.with(m.holder().acknowledged(now, by, ack)) : compared;
    }

    private static long seq(Holder holder, long sent) {
        return Math.max(1, holder.seq() - (holder.sent().size() - 1 - holder.sent().indexOf(sent)));
    }

    private Holder acknowledged(Holder holder, String by, long a, long sent) {
        int index = holder.sent().indexOf(sent);
        long seq = seq(holder, sent);
        if (index < 0 || scope.has(LEASE_FROM_SEND)) {
            return index < 0
                    ? holder
                    : holder.acknowledged(now, by, new Datagram.Ack(a, "h", holder.k(), seq, sent, now));
        }
        var sentNow = new ArrayList<>(holder.sent());
        sentNow.set(index, now);
        var fooled = with(holder, sentNow).acknowledged(now, by, new Datagram.Ack(a, "h", holder.k(), seq, now, now));
        return with(fooled, holder.sent());
    }

    private static Holder with(Holder h, List<Long> sent) {
        return new Holder(h.profile(), h.acceptors(), h.phase(), h.k(), h.seq(), sent, h.acked(), h.deadline());
    }

    private Result isAsked(Member m, String node, long k) {
        var known = m.acceptor().view(now, List.of(new Standing(node, k, false)));
        var asked = known.ask(scope.ticks().ago(scope.patience()), node, k);
        var next = scope.has(ATTEST_REFUSES) ? asked.next() : known;
        return new Result(m.with(next), asked.answer().filter(Datagram.Attest.class::isInstance)
                .map(answer -> new Fact.Attested(m.name(), ((Datagram.Attest) answer).a(), node, k)));
    }

    private Optional<Fact> hint(Acceptor acceptor, String name, String node, long k) {
        return acceptor.verdicts(now).stream()
                .filter(v -> v instanceof Datagram.Silent silent && silent.holder().equals(node) && silent.k() == k)
                .findFirst()
                .map(v -> new Fact.Attested(name, acceptor.a(), node, k));
    }

    /// If an epoch were given twice, its place would have to be opened twice.
    private Member reopens(Member m, Log log) {
        boolean again = !scope.has(EPOCH_NEVER_TWICE) && log.owner()
                .filter(o -> o.node().value().equals(m.name()) && o.intent() instanceof Intent.Run)
                .isPresent();
        return again ? m.released(0) : m;
    }

    private Member starts(Member m) {
        var run = m.decided().orElseThrow();
        boolean done = permits(m, run) || !scope.has(START_CHECKED_AT_THE_MOMENT);
        return (done ? m.running(m.decided()) : m).deciding(Optional.empty());
    }

    private Member closes(Member m, Run run) {
        var stopped = m.running(Optional.empty());
        return scope.has(RELEASED_CLOSES_THE_EPOCH)
                ? stopped.released(Math.max(m.released(), run.epoch()))
                : stopped;
    }

    /// The guard withdraws the permission and ends everything; between the two nothing can happen that could not happen
    /// before them, so they are one step, which may come as late as the reaction allows.
    private Result givesUp(Member m) {
        var lost = m.with(m.holder().lose());
        var dead = Optional.<Fact>of(new Fact.Dead(m.name(), m.holder().k()));
        return new Result(scope.has(DEAD_AFTER_TEARDOWN) ? lost.running(Optional.empty()) : lost.dooming(), dead);
    }

    private Member adopts(Member m, long k, long a, Log log) {
        long known = scope.has(NEW_ACCEPTOR_WAITS) ? now : scope.ticks().ago(scope.ticks().acceptorWait());
        return renews(m.with(m.holder().adopt(k)).with(m.acceptor().activate(known, a, log.view())));
    }

    private Member crashes(Member m) {
        return m.restarted(nobody(), scope.has(ACCEPTOR_REGISTERS)
                ? Acceptor.silent()
                : new Acceptor(m.acceptor().a(), new TreeMap<>()));
    }
}
