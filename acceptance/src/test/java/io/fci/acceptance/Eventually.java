package io.fci.acceptance;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Waits for a value, never for a while.
public final class Eventually {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private Eventually() {}

    /// Looks until the value is as it should be. The deadline is for failures only; a passing test does not depend on it.
    public static <T> T eventually(String what, Duration limit, Supplier<T> look, Predicate<? super T> good) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            T seen = look.get();
            if (good.test(seen)) {
                return seen;
            }
            if (System.nanoTime() - end >= 0) {
                throw new AssertionError("not within " + limit + ": " + what + "; last seen: " + seen);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }
}
