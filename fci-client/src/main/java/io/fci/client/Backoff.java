package io.fci.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// How long to wait before the next attempt: 50 ms, 1.7 times more each time, at most 1 s, a fifth of it by chance so that
/// clients that failed together do not come back together. Not thread-safe.
final class Backoff {
    private static final double FIRST_MILLIS = 50;
    private static final double FACTOR = 1.7;
    private static final double MOST_MILLIS = 1_000;

    private double next = FIRST_MILLIS;

    Duration next() {
        double jitter = 0.8 + 0.2 * ThreadLocalRandom.current().nextDouble();
        var wait = Duration.ofNanos((long) (next * jitter * 1_000_000));
        next = Math.min(MOST_MILLIS, next * FACTOR);
        return wait;
    }

    void reset() {
        next = FIRST_MILLIS;
    }
}
