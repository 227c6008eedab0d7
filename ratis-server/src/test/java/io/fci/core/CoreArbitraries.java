package io.fci.core;

import io.fci.core.log.Entry;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.State;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
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

    /// States that a cluster really comes to.
    public static Arbitrary<State> reachedStates() {
        return CommandSequences.histories().map(History::end);
    }

    /// The same log for the same seed, in every JVM.
    public static List<Entry> log(long seed, int entries) {
        var random = new CoreRandom(new Random(seed));
        return IntStream.range(0, entries).mapToObj(i -> random.entry()).toList();
    }

    /// The same state for the same seed, in every JVM.
    public static State state(long seed) {
        return new CoreRandom(new Random(seed)).state();
    }
}
