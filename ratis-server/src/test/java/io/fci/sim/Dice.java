package io.fci.sim;

import java.util.List;
import java.util.SplittableRandom;

/// Every choice of a run comes from here, so that a seed is a run.
final class Dice {
    private final SplittableRandom random;

    Dice(long seed) {
        random = new SplittableRandom(seed);
    }

    /// One of `sides` numbers from 0.
    int roll(int sides) {
        return random.nextInt(sides);
    }

    boolean oneIn(int sides) {
        return random.nextInt(sides) == 0;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    long between(long least, long most) {
        return least >= most ? least : least + (long) (random.nextDouble() * (most - least + 1));
    }

    /// Mostly `usual` nanoseconds or less, now and then up to `rare`.
    long delay(long usual, long rare) {
        return oneIn(12) ? between(usual, rare) : between(usual / 10, usual);
    }

    double within(double bound) {
        return (random.nextDouble() * 2 - 1) * bound;
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
