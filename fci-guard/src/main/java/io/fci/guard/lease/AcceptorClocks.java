package io.fci.guard.lease;

import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Profile;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/// Whether this machine's clock keeps up with those of the acceptors. A machine that its hypervisor froze together with its
/// clock believes in a lease that ended meanwhile; it finds out with the first answer to a renewal after it thawed, be that
/// an acknowledgement or a refusal.
///
/// Between two readings of an acceptor's clock no more time passed than between the sending of the first renewal and the
/// arrival of the second answer, both on this clock; whatever the network does makes only the latter longer. So
/// an acceptor whose clock advanced by more, the allowed difference of rates included, proves that this one stood still
/// (or that its own runs too fast, which the lease does not survive either).
///
/// @param readings per acceptor an answer of not long ago: older ones would let the allowed rates hide a pause
public record AcceptorClocks(Profile profile, SortedMap<String, Reading> readings) {
    /// @param a the acceptor's life, because a clock since boot begins anew; @param sentNanos by this machine's clock
    public record Reading(long a, long sentNanos, long clockNanos) {}

    public AcceptorClocks {
        readings = Frozen.copy(readings);
    }

    public static AcceptorClocks none(Profile profile) {
        return new AcceptorClocks(profile, new TreeMap<>());
    }

    /// For how long this clock stood still at least, if it did. `now` was read after the answer.
    public OptionalLong stoodStillNanos(long now, String from, Datagram.Answer answer) {
        var then = readings.get(from);
        if (then == null || then.a() != answer.a()) {
            return OptionalLong.empty();
        }
        long theirs = answer.clockNanos() - then.clockNanos();
        long most = (long) Math.ceil((now - then.sentNanos()) * ((1 + Profile.RATE_BOUND) / (1 - Profile.RATE_BOUND)))
                + Profile.GRANULE_NANOS;
        return theirs > most ? OptionalLong.of(theirs - most) : OptionalLong.empty();
    }

    /// After [#stoodStillNanos] said nothing of this answer.
    public AcceptorClocks read(long now, String from, Datagram.Answer answer) {
        var then = Optional.ofNullable(readings.get(from));
        boolean recent = then.filter(old -> old.a() == answer.a() && now - old.sentNanos() < profile.leaseNanos())
                .isPresent();
        if (recent) {
            return this;
        }
        var next = new TreeMap<>(readings);
        next.put(from, new Reading(answer.a(), answer.sentNanos(), answer.clockNanos()));
        return new AcceptorClocks(profile, next);
    }
}
