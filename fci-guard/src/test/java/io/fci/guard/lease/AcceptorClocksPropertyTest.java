package io.fci.guard.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Profile;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/// A holder's clock and an acceptor's with rates off by up to the bound, and a network that delays and reorders. A failure
/// prints the seed; `run(seed, ...)` plays it again.
class AcceptorClocksPropertyTest {
    private static final Profile LAN = Profile.LAN;
    private static final double NEVER = Double.POSITIVE_INFINITY;

    private record Arrival(double at, boolean sentAfterThePause, Datagram.Answer answer) {}

    @Property(shrinking = ShrinkingMode.OFF)
    void clocksWithinTheBoundAreNeverAccused(@ForAll long seed) {
        assertThat(run(seed, NEVER, 0, 400e6)).as("seed %d", seed).isEmpty();
    }

    @Property(shrinking = ShrinkingMode.OFF)
    void aPauseIsFoundWithTheFirstAnswerAfterIt(@ForAll long seed) {
        var random = new Random(~seed);
        double length = 6e6 + random.nextDouble() * 10_000e6;
        var found = run(seed, 1e9 + random.nextDouble() * 1e9, length, 1e6);
        assertThat(found).as("seed %d", seed).isPresent();
        assertThat((double) found.getAsLong()).isBetween(length * (1 - 2 * Profile.RATE_BOUND) - 6e6,
                length * (1 + 2 * Profile.RATE_BOUND));
    }

    /// What the first answer to a renewal after the pause says; for how long the clock stood still. Without a pause
    /// what any says.
    private static OptionalLong run(long seed, double pausedAt, double length, double longestDelay) {
        var random = new Random(seed);
        double own = rate(random);
        double theirs = rate(random);
        long offset = random.nextLong(1_000_000_000_000L);
        var arrivals = new PriorityQueue<Arrival>(Comparator.comparingDouble(Arrival::at));
        long seq = 0;
        for (double real = 0; real < 3e9; real += LAN.renewNanos() / own) {
            boolean after = real >= pausedAt;
            // What would have been sent in the pause is sent when it ends.
            double sent = after ? real + length : real;
            double received = sent + random.nextDouble() * longestDelay;
            long clock = (long) (offset + received * theirs) / Profile.GRANULE_NANOS * Profile.GRANULE_NANOS;
            long mine = mine(sent, own, pausedAt, length);
            var answer = after && random.nextBoolean()
                    ? new Datagram.Refused(1, "h", 1, ++seq, mine, clock)
                    : new Datagram.Ack(1, "h", 1, ++seq, mine, clock);
            double back = received + random.nextDouble() * longestDelay;
            boolean asleep = back > pausedAt && back < pausedAt + length;
            arrivals.add(new Arrival(asleep ? pausedAt + length : back, after, answer));
        }
        var clocks = AcceptorClocks.none(LAN);
        while (!arrivals.isEmpty()) {
            var arrival = arrivals.remove();
            long now = mine(arrival.at(), own, pausedAt, length);
            var found = clocks.stoodStillNanos(now, "x", arrival.answer());
            if (found.isPresent() || arrival.sentAfterThePause()) {
                return found;
            }
            clocks = clocks.read(now, "x", arrival.answer());
        }
        return OptionalLong.empty();
    }

    /// The holder's clock, which stands still in the pause.
    private static long mine(double real, double rate, double pausedAt, double length) {
        return (long) ((real - Math.clamp(real - pausedAt, 0, length)) * rate);
    }

    private static double rate(Random random) {
        return 1 + Profile.RATE_BOUND * (2 * random.nextDouble() - 1);
    }
}
