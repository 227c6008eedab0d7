package io.fci.guard.lease;

import io.fci.guard.wire.Profile;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/// Which acceptors answer this guard while it holds no lease. Where no majority does, a lease cannot be had, and whoever asked
/// for a life would be given groups that it cannot run. Counted like a lease, so that whoever reaches a majority would hold one
/// now: an answer is good for D from the *send* of what it answers. Stepped by the lease thread only.
///
/// Nothing that is promised rests on it: it only decides whether asking is worth while.
///
/// @param answered per acceptor the greatest send time that it answered
public record Reach(Profile profile, SortedSet<String> acceptors, SortedMap<String, Long> answered) {
    public Reach {
        acceptors = Frozen.copy(acceptors);
        answered = Frozen.copy(answered);
    }

    public static Reach nobody(Profile profile, SortedSet<String> acceptors) {
        return new Reach(profile, acceptors, new TreeMap<>());
    }

    /// `from` answered what was sent at `sentNanos`. One from nobody who counts, or to what was not sent yet, changes nothing.
    public Reach answered(long now, String from, long sentNanos) {
        if (!acceptors.contains(from) || sentNanos > now || answered.getOrDefault(from, Long.MIN_VALUE) >= sentNanos) {
            return this;
        }
        var newer = new TreeMap<>(answered);
        newer.put(from, sentNanos);
        return new Reach(profile, acceptors, newer);
    }

    public boolean majority(long now) {
        int recent = 0;
        for (long sent : answered.values()) {
            recent += isRecent(sent, now) ? 1 : 0;
        }
        return recent >= acceptors.size() / 2 + 1;
    }

    /// Who does not answer, by name.
    public List<String> unanswered(long now) {
        return acceptors.stream().filter(name -> !answered.containsKey(name) || !isRecent(answered.get(name), now))
                .toList();
    }

    private boolean isRecent(long sent, long now) {
        return now - sent < profile.leaseNanos();
    }
}
