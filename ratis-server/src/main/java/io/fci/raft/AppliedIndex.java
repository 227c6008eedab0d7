package io.fci.raft;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// How far this node has applied the log. Raised by the applying thread; waited for by virtual threads.
final class AppliedIndex {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition raised = lock.newCondition();
    private long index = -1;

    long value() {
        lock.lock();
        try {
            return index;
        } finally {
            lock.unlock();
        }
    }

    void raise(long to) {
        lock.lock();
        try {
            if (to > index) {
                index = to;
                raised.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// @return false if the limit passed first
    boolean await(long wanted, long limitNanos) throws InterruptedException {
        long left = limitNanos;
        lock.lock();
        try {
            while (index < wanted) {
                if (left <= 0) {
                    return false;
                }
                left = raised.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
