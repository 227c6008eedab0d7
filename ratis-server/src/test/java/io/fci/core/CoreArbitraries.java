package io.fci.core;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/// Arbitrary values of the core, for whoever has to carry them. They do not shrink; the seed that jqwik prints replays them.
public final class CoreArbitraries {
    private CoreArbitraries() {}

    public static Arbitrary<State> states() {
        return Arbitraries.randomValue(random -> new CoreRandom(random).state());
    }

    public static Arbitrary<Entry> entries() {
        return Arbitraries.randomValue(random -> new CoreRandom(random).entry());
    }

    public static Arbitrary<Proposal> proposals() {
        return Arbitraries.randomValue(random -> new CoreRandom(random).proposal());
    }

    public static Arbitrary<Outcome> outcomes() {
        return Arbitraries.randomValue(random -> new CoreRandom(random).outcome());
    }
}
