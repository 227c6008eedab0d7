package io.fci.raft;

import io.fci.core.state.Event;
import io.fci.core.state.State;
import io.fci.journal.Change;
import io.fci.journal.Journal.Follower;
import io.fci.journal.Journal.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/// The present state and who follows it. Changes come from the applying thread alone; reads and subscriptions from any.
/// The lock is held during the calls, so that a new follower's first change is the one before its second.
final class Published {
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Follower> followers = new ArrayList<>();
    private volatile State state = State.EMPTY;

    State state() {
        return state;
    }

    void advance(State after, List<Event> events) {
        publish(after, new Change.Advanced(state, after, events));
    }

    void restore(State after) {
        publish(after, new Change.Restored(after));
    }

    Subscription follow(Follower follower) {
        lock.lock();
        try {
            follower.changed(new Change.Restored(state));
            followers.add(follower);
        } finally {
            lock.unlock();
        }
        return () -> {
            lock.lock();
            try {
                followers.remove(follower);
            } finally {
                lock.unlock();
            }
        };
    }

    private void publish(State after, Change change) {
        lock.lock();
        try {
            state = after;
            // A copy, because a follower may end its own subscription.
            for (var follower : List.copyOf(followers)) {
                follower.changed(change);
            }
        } finally {
            lock.unlock();
        }
    }
}
