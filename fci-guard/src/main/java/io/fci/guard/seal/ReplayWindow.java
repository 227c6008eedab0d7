package io.fci.guard.seal;

/// Which sequence numbers of one sender's life were seen. What is older than the window counts as seen: a datagram that
/// late says nothing that a newer one has not said.
final class ReplayWindow {
    static final int WIDTH = 64;

    private long greatest;
    /// Bit i: greatest - i was seen.
    private long seen;

    boolean fresh(long number) {
        if (number > greatest) {
            return true;
        }
        long age = greatest - number;
        return number > 0 && age < WIDTH && (seen & 1L << age) == 0;
    }

    /// Only after the datagram proved to be its sender's: a forged number must not move the window.
    void mark(long number) {
        if (number > greatest) {
            long ahead = number - greatest;
            seen = ahead < WIDTH ? seen << ahead | 1 : 1;
            greatest = number;
        } else {
            seen |= 1L << greatest - number;
        }
    }
}
