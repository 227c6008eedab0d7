package io.fci.explore;

import io.fci.core.log.Command;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What was said and may still reach somebody: once, often, in any order, or never. Nothing is ever taken back, so a
/// command may be committed long after it was proposed, by whoever leads then.
record Said(List<Fact> facts) {
    sealed interface Fact {
        /// An acknowledgement under way. `sent` is on the holder's clock.
        record Acked(String by, long a, String holder, long k, long sent) implements Fact {}

        /// A refusal; it arrives at once or never.
        record Refused(String by, long a, String holder, long k, long sent) implements Fact {}

        record Attested(String by, long a, String node, long k) implements Fact {}

        record Dead(String node, long k) implements Fact {}

        record Proposed(Command command) implements Fact {}
    }

    static final Said NOTHING = new Said(List.of());

    Said {
        facts = facts.stream().distinct().sorted(Comparator.comparing(Fact::toString)).toList();
    }

    Said with(Fact fact) {
        return new Said(Stream.concat(facts.stream(), Stream.of(fact)).toList());
    }

    Said where(Predicate<Fact> kept) {
        return new Said(facts.stream().filter(kept).toList());
    }

    /// A tick on the clock of `holder`; what is too old to change anything is forgotten.
    Said passed(String holder, long tick, long oldest) {
        return new Said(facts.stream()
                .map(fact -> fact instanceof Fact.Acked ack && ack.holder().equals(holder)
                        ? new Fact.Acked(ack.by(), ack.a(), holder, ack.k(), ack.sent() - tick)
                        : fact)
                .filter(fact -> !(fact instanceof Fact.Acked ack) || ack.sent() >= oldest)
                .toList());
    }
}
