package io.fci.guard.hands;

import io.fci.guard.linux.BootClock;
import io.fci.guard.machine.RefusedException;
import io.fci.guard.wire.HandsReason;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Whether the hands may act, for which incarnation and until when. Written by the lease thread only; read by every
/// thread right before it changes the world.
public final class Permission {
    private record Word(long k, long deadlineNanos) {}

    private static final Word NONE = new Word(0, Long.MIN_VALUE);

    private volatile Word word = NONE;
    /// Null until somebody wants to be told.
    private volatile Thread told;

    public void until(long k, long deadlineNanos) {
        word = new Word(k, deadlineNanos);
        LockSupport.unpark(told);
    }

    public void withdraw() {
        word = NONE;
        LockSupport.unpark(told);
    }

    /// Who is woken by every change.
    void toldTo(Thread thread) {
        told = thread;
    }

    /// On the boot-time clock; 0: it has no permission.
    long until(long k) {
        var now = word;
        return now.k == k ? now.deadlineNanos : 0;
    }

    public boolean valid(long k) {
        var now = word;
        return now.k == k && BootClock.now() < now.deadlineNanos;
    }

    public void check(long k) throws RefusedException {
        left(k);
    }

    /// How many nanoseconds it lasts; refused when it does not.
    long left(long k) throws RefusedException {
        var now = word;
        if (now.k != k) {
            throw new RefusedException(HandsReason.NOT_CURRENT,
                    "incarnation " + k + " is not the one that this node holds a lease for"
                            + (now.k == 0 ? " (it holds none)" : " (that is " + now.k + ")"),
                    Map.of("incarnation", Long.toString(k)));
        }
        long left = now.deadlineNanos - BootClock.now();
        if (left <= 0) {
            throw new RefusedException(HandsReason.NO_LEASE, "the lease of incarnation " + k + " is not valid now",
                    Map.of("incarnation", Long.toString(k)));
        }
        return left;
    }
}
