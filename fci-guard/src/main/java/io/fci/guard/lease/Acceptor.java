package io.fci.guard.lease;

import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.Standing;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What this guard acknowledged and refused: its own memory of other nodes' leases, and of its own node's, which is a
/// holder like any other. Stepped by the lease thread only.
///
/// A new guard process remembers nothing, so it says nothing until its own GuardUp is applied; it then behaves as if it
/// had acknowledged every holder at that moment. What it refused it refuses for as long as it lives, and no view from the
/// log takes a refusal back: safety needs this memory and not the daemon.
///
/// An acceptor that itself stood still has not heard what was said meanwhile: it suspects nobody before every holder has
/// had the time to be heard again. That only delays a suspicion, so no promise rests on it.
///
/// @param a this guard's incarnation as an acceptor; 0: silent
/// @param resumedNanos when this guard last went on after it had stood still for long enough to miss a holder
public record Acceptor(long a, SortedMap<String, Watch> watches, long resumedNanos) {
    /// A holder that this process never heard may be starting with everyone else: whole clusters are switched on at
    /// once, and the slowest machine must not lose its groups for being slow. Also no shorter than what any profile
    /// asks for, since the profile of an unheard holder is unknown.
    public static final long UNHEARD_WAIT_NANOS = Math.max(10_000_000_000L,
            Profile.values().stream().mapToLong(Profile::acceptorWaitNanos).max().orElseThrow());

    private static final long NEVER = Long.MIN_VALUE / 2;

    /// A holder that lives renews once within this, whatever its profile, and a second time in case one is lost.
    private static final long UNHEARD_GRACE_NANOS = 2
            * Profile.values().stream().mapToLong(Profile::renewNanos).max().orElseThrow();

    /// What is remembered of one holder: its newest known incarnation `k` (every smaller one is over), when that was
    /// last processed, and under which profile it was heard, if it was.
    ///
    /// @param over the log says that `k` is over
    /// @param refused this acceptor will never acknowledge `k` again
    public record Watch(long k, long processedNanos, Optional<Profile> heard, boolean over, boolean refused) {
        long waitNanos() {
            return heard.map(Profile::acceptorWaitNanos).orElse(UNHEARD_WAIT_NANOS);
        }

        long graceNanos() {
            return heard.map(profile -> 2 * profile.renewNanos()).orElse(UNHEARD_GRACE_NANOS);
        }

        boolean ranOut(long now) {
            return now - processedNanos >= waitNanos();
        }

        long ageMillis(long now) {
            return Math.max(0, (now - processedNanos) / 1_000_000);
        }
    }

    public record Renewed(Acceptor next, Optional<Datagram.Answer> answer) {
        public Optional<Datagram.Ack> ack() {
            return answer.filter(Datagram.Ack.class::isInstance).map(Datagram.Ack.class::cast);
        }
    }

    public record Asked(Acceptor next, Optional<Datagram> answer) {}

    public Acceptor {
        watches = Frozen.copy(watches);
    }

    /// One that has not stood still.
    public Acceptor(long a, SortedMap<String, Watch> watches) {
        this(a, watches, NEVER);
    }

    public static Acceptor silent() {
        return new Acceptor(0, new TreeMap<>());
    }

    /// This guard read its clock at `from` and did nothing until `to`. Half of the shortest wait is too little to miss a
    /// holder that renews several times within it.
    public Acceptor stoodStill(long from, long to) {
        for (var watch : watches.values()) {
            if (to - from >= watch.waitNanos() / 2) {
                return new Acceptor(a, watches, to);
            }
        }
        return this;
    }

    public boolean active() {
        return a != 0;
    }

    /// GuardUp of this guard is applied: from now on it speaks, as incarnation `as`.
    public Acceptor activate(long now, long as, Collection<Standing> view) {
        return new Acceptor(as, watches, resumedNanos).view(now, view);
    }

    /// The log's newest word on every node. It may only end incarnations, or tell of newer ones.
    public Acceptor view(long now, Collection<Standing> view) {
        if (!active()) {
            return this;
        }
        var next = new TreeMap<>(watches);
        for (var standing : view) {
            next.merge(standing.node(), unheard(now, standing.k(), standing.over()), (old, fresh) -> {
                if (fresh.k() > old.k()) {
                    return fresh;
                }
                boolean ends = fresh.k() == old.k() && fresh.over();
                return ends ? new Watch(old.k(), old.processedNanos(), old.heard(), true, old.refused()) : old;
            });
        }
        return new Acceptor(a, next, resumedNanos);
    }

    /// A renewal was received; `now` was read after that. Acknowledged unless (holder, k) is refused, is over, or a newer
    /// incarnation is known; refused then.
    public Renewed renew(long now, String holder, Datagram.Renew renewal) {
        var old = Optional.ofNullable(watches.get(holder));
        boolean stands = old
                .map(watch -> renewal.k() > watch.k() || renewal.k() == watch.k() && !watch.over() && !watch.refused())
                .orElse(true);
        if (!active()) {
            return new Renewed(this, Optional.empty());
        }
        if (!stands) {
            return new Renewed(this, Optional.of(
                    new Datagram.Refused(a, holder, renewal.k(), renewal.seq(), renewal.sentNanos(), now)));
        }
        var heard = new Watch(renewal.k(), now, Optional.of(renewal.profile()), false, false);
        return new Renewed(with(holder, heard),
                Optional.of(new Datagram.Ack(a, holder, renewal.k(), renewal.seq(), renewal.sentNanos(), now)));
    }

    /// The leader asks. Only a wait that is *still* out makes this acceptor refuse for ever; heard meanwhile, it says so
    /// and goes on acknowledging, so one flaky link burns nobody.
    public Asked ask(long now, String holder, long k) {
        if (!active()) {
            return new Asked(this, Optional.empty());
        }
        var known = learn(now, holder, k);
        var watch = known.watches.get(holder);
        if (watch.k() != k || watch.over()) {
            return new Asked(known, Optional.empty());
        }
        if (missed(watch, now)) {
            return new Asked(known.with(holder, refusing(watch)), Optional.of(attest(now, holder, watch)));
        }
        boolean acknowledges = watch.heard().isPresent() && !watch.refused() && !watch.ranOut(now);
        return new Asked(known, acknowledges ? Optional.of(new Datagram.Heard(holder, k)) : Optional.empty());
    }

    /// An operator's order: refuse (holder, k) from now on. Attested by [#verdicts] when the wait has run out.
    public Acceptor revoke(long now, String holder, long k) {
        if (!active()) {
            return this;
        }
        var known = learn(now, holder, k);
        var watch = known.watches.get(holder);
        return watch.k() == k && !watch.over() ? known.with(holder, refusing(watch)) : known;
    }

    /// What holds now and is worth repeating to every voter: SILENT as a hint, ATTEST as evidence.
    public List<Datagram> verdicts(long now) {
        var verdicts = new ArrayList<Datagram>();
        if (active()) {
            watches.forEach((holder, watch) -> {
                if (watch.k() > 0 && !watch.over() && missed(watch, now)) {
                    verdicts.add(watch.refused()
                            ? attest(now, holder, watch)
                            : new Datagram.Silent(a, holder, watch.k(), watch.ageMillis(now)));
                }
            });
        }
        return verdicts;
    }

    /// Its wait is out, and this guard has listened.
    private boolean missed(Watch watch, long now) {
        return watch.ranOut(now) && now >= resumedNanos + watch.graceNanos();
    }

    /// An incarnation that others know of and this acceptor does not counts as processed when it is learned of.
    private Acceptor learn(long now, String holder, long k) {
        var watch = watches.get(holder);
        return watch == null || watch.k() < k ? with(holder, unheard(now, k, false)) : this;
    }

    private Acceptor with(String holder, Watch watch) {
        var next = new TreeMap<>(watches);
        next.put(holder, watch);
        return new Acceptor(a, next, resumedNanos);
    }

    private Datagram.Attest attest(long now, String holder, Watch watch) {
        return new Datagram.Attest(a, holder, watch.k(), watch.ageMillis(now));
    }

    private static Watch refusing(Watch watch) {
        return new Watch(watch.k(), watch.processedNanos(), watch.heard(), watch.over(), true);
    }

    private static Watch unheard(long now, long k, boolean over) {
        return new Watch(k, now, Optional.empty(), over, false);
    }
}
