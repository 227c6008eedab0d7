package io.fci.guard.testbed;

import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Waits for a value, with a deadline.
public final class Deadline {
    private Deadline() {}

    public static void until(String what, long millis, Callable<Boolean> holds) throws Exception {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (!holds.call()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("after " + millis + " ms still not: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
