package io.fci.guard;

import io.fci.guard.wire.LeaseHealth;
import io.fci.guard.wire.Profile;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// What the lease thread notes of itself and of its peers, in counters that it alone changes: no note allocates anything.
final class Vitals {
    /// A lease that is prolonged in its last quarter nearly ended.
    private static final int NEAR_PART = 4;
    private static final long MILLI = 1_000_000;

    private final Profile profile;
    private final Map<String, Answers> peers = new TreeMap<>();
    private long nearMisses;
    private long leastMargin;
    private long gaps;
    private long longGaps;
    private long longestGap;
    private boolean renewing;
    private long k;

    /// What one acceptor acknowledged of the renewals of `k`.
    private static final class Answers {
        private long newest;
        private long heard;
        private long missed;
    }

    Vitals(Profile profile, Collection<String> peers) {
        this.profile = profile;
        this.leastMargin = profile.leaseNanos();
        peers.forEach(name -> this.peers.put(name, new Answers()));
    }

    /// The thread read its clock, and did so again: it did not look up in between.
    void looked(long from, long to) {
        long gap = to - from;
        longestGap = Math.max(longestGap, gap);
        gaps += gap > profile.renewNanos() ? 1 : 0;
        longGaps += gap > profile.leaseNanos() / 2 ? 1 : 0;
    }

    /// Incarnation `of` is renewed from now on, its first renewal being that of `seq`.
    void began(long now, long of, long seq) {
        k = of;
        renewing = true;
        peers.values().forEach(answers -> {
            answers.newest = seq - 1;
            answers.heard = now;
        });
    }

    void ended() {
        renewing = false;
    }

    /// The renewal of `seq` is about to be sent: whoever has not acknowledged the one before has missed it.
    void renewed(long seq) {
        for (var answers : peers.values()) {
            answers.missed += answers.newest < seq - 1 ? 1 : 0;
        }
    }

    void acknowledged(long now, String from, long seq) {
        var answers = peers.get(from);
        if (answers != null && seq > answers.newest) {
            answers.newest = seq;
            answers.heard = now;
        }
    }

    /// The lease was prolonged when this much was left of it.
    void prolonged(long marginNanos) {
        leastMargin = Math.min(leastMargin, marginNanos);
        nearMisses += marginNanos < profile.leaseNanos() / NEAR_PART ? 1 : 0;
    }

    /// @param arrived what came from each peer's address and was dropped
    LeaseHealth told(long now, long strangers, Map<String, LeasePlane.Arrived> arrived) {
        var heard = peers.entrySet().stream().map(entry -> {
            var answers = entry.getValue();
            var its = arrived.get(entry.getKey());
            return new LeaseHealth.Peer(entry.getKey(), renewing ? Math.max(0, now - answers.heard) / MILLI : -1,
                    answers.missed, its.malformed(), its.unsealed(), its.repeated(), its.misnamed(), its.unsent());
        }).toList();
        return new LeaseHealth(renewing ? k : 0, nearMisses, leastMargin / MILLI, gaps, longGaps, longestGap / MILLI,
                strangers, heard);
    }
}
