package io.fci.guard;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Lines for stderr, written by a thread of its own: whoever reads the log may be slow or gone, and the lease thread must
/// not wait for it. What does not fit is counted and said later.
final class Notes {
    private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(256);
    private final AtomicLong dropped = new AtomicLong();

    Notes() {
        Thread.ofPlatform().daemon().name("notes").start(this::run);
    }

    /// Never blocks.
    void say(String line) {
        if (!lines.offer(line)) {
            dropped.incrementAndGet();
        }
    }

    private void run() {
        try {
            while (true) {
                System.err.println("fci-guard: " + lines.take());
                long lost = dropped.getAndSet(0);
                if (lost > 0) {
                    System.err.println("fci-guard: " + lost + " lines could not be written");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
