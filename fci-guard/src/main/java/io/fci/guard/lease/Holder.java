package io.fci.guard.lease;

import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// What this node may believe of its own lease. Stepped by the lease thread only.
///
/// The lease of incarnation `k` ends at s* + D, where s* is the greatest send time acknowledged by a majority of the
/// acceptors. Counting from the *send* is what makes a late acknowledgement harmless. Once lost it is lost for good:
/// there is no way from [Phase#LOST] but a newer incarnation.
///
/// @param sent the send times of the newest renewals, that of `seq` last
/// @param acked per acceptor the greatest send time of `k` that it acknowledged
public record Holder(Profile profile, SortedSet<String> acceptors, Phase phase, long k, long seq, List<Long> sent,
        SortedMap<String, Long> acked, OptionalLong deadline) {
    public enum Phase {
        /// No incarnation was adopted yet.
        NONE,
        /// Renewing, and no majority has acknowledged yet: nothing may be done.
        ASKING,
        HELD,
        /// `k` is over for ever.
        LOST
    }

    /// More renewals than fit into the longest lease, so that no acknowledgement that could help is forgotten.
    private static final int REMEMBERED = 16;

    public Holder {
        acceptors = Frozen.copy(acceptors);
        sent = List.copyOf(sent);
        acked = Frozen.copy(acked);
    }

    public static Holder without(Profile profile, SortedSet<String> acceptors) {
        return new Holder(profile, acceptors, Phase.NONE, 0, 0, List.of(), new TreeMap<>(), OptionalLong.empty());
    }

    /// Whether `newK` may be adopted: not while another is alive, and never an old one again.
    public boolean mayAdopt(long newK) {
        return newK > k && !renewing();
    }

    public Holder adopt(long newK) {
        if (!mayAdopt(newK)) {
            throw new IllegalStateException("incarnation " + newK + " after " + k + " in phase " + phase);
        }
        // The sequence goes on, so that an acknowledgement of an older incarnation matches no renewal of this one.
        return new Holder(profile, acceptors, Phase.ASKING, newK, seq, List.of(), new TreeMap<>(),
                OptionalLong.empty());
    }

    public boolean renewing() {
        return switch (phase) {
            case ASKING, HELD -> true;
            case NONE, LOST -> false;
        };
    }

    /// The next renewal, sent at `now`: read the clock, step, send, in this order.
    public Holder renew(long now) {
        if (!renewing()) {
            return this;
        }
        var times = new ArrayList<>(sent.subList(Math.max(0, sent.size() - REMEMBERED + 1), sent.size()));
        times.add(now);
        return new Holder(profile, acceptors, phase, k, seq + 1, times, acked, deadline);
    }

    /// What [#renew] made due.
    public Datagram.Renew renewal() {
        return new Datagram.Renew(k, seq, sent.getLast(), profile);
    }

    /// An acknowledgement was read. One that does not match a remembered renewal of this incarnation, or comes from
    /// nobody who counts, changes nothing.
    public Holder acknowledged(long now, String from, Datagram.Ack ack) {
        if (!counts(now, from, ack)) {
            return this;
        }
        var newer = new TreeMap<>(acked);
        newer.merge(from, ack.sentNanos(), Math::max);
        var end = later(deadline, majoritySent(newer));
        boolean held = phase == Phase.HELD || end.isPresent() && now < end.getAsLong();
        return new Holder(profile, acceptors, held ? Phase.HELD : Phase.ASKING, k, seq, sent, newer,
                held ? end : OptionalLong.empty());
    }

    /// Whether the answer is to a remembered renewal of this incarnation, by somebody who counts.
    public boolean counts(long now, String from, Datagram.Answer answer) {
        return renewing() && answer.k() == k && acceptors.contains(from) && matches(answer)
                && answer.sentNanos() <= now;
    }

    /// The deadline compared with the clock: at the deadline itself the lease is lost.
    public Holder at(long now) {
        return phase == Phase.HELD && now >= deadline.getAsLong() ? lose() : this;
    }

    /// `k` is given up, whatever the clock says.
    public Holder lose() {
        return renewing() ? new Holder(profile, acceptors, Phase.LOST, k, seq, sent, acked, OptionalLong.empty()) : this;
    }

    public boolean valid(long claimed, long now) {
        return phase == Phase.HELD && claimed == k && now < deadline.getAsLong();
    }

    private boolean matches(Datagram.Answer answer) {
        long index = sent.size() - 1 - (seq - answer.seq());
        return answer.seq() <= seq && index >= 0 && sent.get((int) index) == answer.sentNanos();
    }

    private OptionalLong majoritySent(SortedMap<String, Long> times) {
        int majority = acceptors.size() / 2 + 1;
        if (times.size() < majority) {
            return OptionalLong.empty();
        }
        // No streams: this runs for every acknowledgement, and what it leaves behind is a pause of the whole guard.
        var sorted = new long[times.size()];
        int at = 0;
        for (long time : times.values()) {
            sorted[at++] = time;
        }
        Arrays.sort(sorted);
        return OptionalLong.of(sorted[sorted.length - majority]);
    }

    private OptionalLong later(OptionalLong end, OptionalLong newest) {
        if (newest.isEmpty()) {
            return end;
        }
        long since = newest.getAsLong() + profile.leaseNanos();
        return end.isPresent() && end.getAsLong() >= since ? end : OptionalLong.of(since);
    }
}
