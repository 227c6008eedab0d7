package io.fci.guard;

import io.fci.guard.lease.Holder;
import io.fci.guard.lease.Reach;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.ToDaemon;
import java.util.Optional;
import java.util.TreeSet;

/// Who answers this guard on the lease plane while it holds no lease, and when to ask again. Belongs to the lease thread.
final class Answering {
    private final Profile profile;
    private Reach reach;
    private Optional<ToDaemon.Reach> told = Optional.empty();
    private long since;
    private long next;

    Answering(Profile profile, Holder holder, long now) {
        this.profile = profile;
        this.reach = Reach.nobody(profile, new TreeSet<>(holder.acceptors()));
        this.since = now;
    }

    boolean isDue(long now) {
        return now >= next;
    }

    long next() {
        return next;
    }

    void askAgain(long at) {
        next = at;
    }

    void answered(long now, String by, long sentNanos) {
        reach = reach.answered(now, by, sentNanos);
    }

    boolean majority(long now) {
        return reach.majority(now);
    }

    /// A lease ended: whoever acknowledged just now answers.
    void begin(long now, long lostNanos, Holder lost) {
        since = now;
        told = Optional.empty();
        lost.acked().forEach((name, sent) -> reach = reach.answered(lostNanos, name, sent));
    }

    /// A new daemon knows nothing of it.
    void forgetTold() {
        told = Optional.empty();
    }

    /// What is news; nobody is said to be out of reach before a second probe was due.
    Optional<ToDaemon.Reach> news(long now) {
        boolean majority = reach.majority(now);
        if (!majority && now - since < 2 * profile.renewNanos()) {
            return Optional.empty();
        }
        var present = Optional.of(new ToDaemon.Reach(majority, reach.unanswered(now)));
        if (present.equals(told)) {
            return Optional.empty();
        }
        told = present;
        return present;
    }
}
