package io.fci.guard.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.Standing;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/// The real holder and three real acceptors, each on a clock of its own whose rate is off by up to the bound, with lost
/// and delayed datagrams and a cut at a random time. A failure prints the seed; `run(seed, 0)` plays it again.
class TwoClocksPropertyTest {
    private static final Profile LAN = Profile.LAN;
    private static final String[] VOTERS = {"x", "y", "z"};

    /// A rate and an offset; what is read has steps of `granule`.
    private record Clock(double rate, long offset, long granule) {
        long read(double real) {
            return Math.floorDiv(offset + (long) (real * rate), granule) * granule;
        }
    }

    private sealed interface Event {
        double at();
    }

    private record Renew(double at) implements Event {}

    private record Arrives(double at, String voter, Datagram.Renew renewal) implements Event {}

    private record Acked(double at, String from, Datagram.Ack ack) implements Event {}

    private record Asked(double at, String voter, int again) implements Event {}

    /// When, in real time, a majority had attested; and when the holder with all its reaction time was surely gone.
    private record Ending(double evidence, double gone) {}

    @Property(shrinking = ShrinkingMode.OFF)
    void evidenceNeverComesBeforeEverythingOfTheHolderIsGone(@ForAll long seed, @ForAll("profiles") Profile profile) {
        var ending = run(seed, 0, profile);
        assertThat(ending.evidence()).as("seed %d", seed).isGreaterThanOrEqualTo(ending.gone());
    }

    @Provide
    Arbitrary<Profile> profiles() {
        return Arbitraries.oneOf(Arbitraries.of(Profile.values()), Combinators.combine(
                Arbitraries.integers().between(10, 200), Arbitraries.integers().between(800, 2_000),
                Arbitraries.integers().between(50, 500))
                .as((renew, lease, own) -> new Profile("own", renew, lease, own)));
    }

    @Test
    void waitingOneMillisecondLessWouldBeFoundOut() {
        long found = 0;
        for (long seed = 0; seed < 2_000; seed++) {
            var ending = run(seed, 1_000_000, LAN);
            found += ending.evidence() < ending.gone() ? 1 : 0;
        }
        assertThat(found).as("seeds that catch an acceptor that waits 1 ms too little").isPositive();
    }

    @Test
    void withoutTheReactionTimeInTheWaitTwoOwnersAreCommon() {
        long found = 0;
        for (long seed = 0; seed < 200; seed++) {
            var ending = run(seed, LAN.reactionNanos(), LAN);
            found += ending.evidence() < ending.gone() ? 1 : 0;
        }
        assertThat(found).isGreaterThan(20);
    }

    /// `hurryNanos`: how much too early the acceptors look at their waits; 0 is the product.
    private static Ending run(long seed, long hurryNanos, Profile profile) {
        var random = new Random(seed);
        var events = new PriorityQueue<Event>(Comparator.comparingDouble(Event::at));
        var own = new Clock(rate(random), random.nextLong(1_000_000_000_000L), 1);
        var clocks = new TreeMap<String, Clock>();
        var acceptors = new TreeMap<String, Acceptor>();
        for (var voter : VOTERS) {
            var clock = new Clock(rate(random), random.nextLong(1_000_000_000_000L), Profile.GRANULE_NANOS);
            clocks.put(voter, clock);
            acceptors.put(voter,
                    Acceptor.silent().activate(clock.read(0), 1, List.of(new Standing("h", 1, false))));
        }
        var holder = Holder.without(profile, new TreeSet<>(List.of(VOTERS))).adopt(1);
        double cut = 100e6 + random.nextDouble() * 1_500e6;
        double loss = random.nextInt(4) == 0 ? 0.5 : 0;
        var attested = new TreeMap<String, Double>();
        double gone = 0;
        events.add(new Renew(0));
        while (attested.size() < 2) {
            if (events.isEmpty()) {
                return new Ending(Double.POSITIVE_INFINITY, gone);
            }
            var event = events.remove();
            double real = event.at();
            long mine = own.read(real);
            if (holder.phase() == Holder.Phase.HELD) {
                holder = holder.at(mine);
            }
            switch (event) {
                case Renew _ -> {
                    holder = holder.renew(mine);
                    if (real < cut) {
                        events.add(new Renew(real + profile.renewNanos() / own.rate()));
                    }
                    for (var voter : VOTERS) {
                        if (holder.renewing() && real < cut && random.nextDouble() >= loss) {
                            events.add(new Arrives(real + delay(random), voter, holder.renewal()));
                        }
                    }
                }
                case Arrives arrives -> {
                    var renewed = acceptors.get(arrives.voter()).renew(clocks.get(arrives.voter()).read(real), "h",
                            arrives.renewal());
                    acceptors.put(arrives.voter(), renewed.next());
                    renewed.ack().ifPresent(ack -> events.add(new Acked(real + delay(random), arrives.voter(), ack)));
                    // Looked at as early as can be, and again and again.
                    events.add(new Asked(real + (profile.acceptorWaitNanos() - hurryNanos)
                            / clocks.get(arrives.voter()).rate() - random.nextInt(3) * 400_000, arrives.voter(), 30));
                }
                case Acked acked -> holder = holder.acknowledged(mine, acked.from(), acked.ack());
                case Asked asked -> {
                    long theirs = clocks.get(asked.voter()).read(real) + hurryNanos;
                    var answer = acceptors.get(asked.voter()).ask(theirs, "h", 1);
                    acceptors.put(asked.voter(), answer.next());
                    switch (answer.answer().orElse(new Datagram.Heard("h", 1))) {
                        case Datagram.Attest _ -> attested.putIfAbsent(asked.voter(), real);
                        default -> {
                            if (asked.again() > 0) {
                                events.add(new Asked(real + 100_000, asked.voter(), asked.again() - 1));
                            }
                        }
                    }
                }
            }
            if (holder.phase() == Holder.Phase.HELD) {
                // The last nanosecond before the deadline on the holder's clock, and the reaction time after it.
                gone = Math.max(gone,
                        (holder.deadline().getAsLong() - own.offset() + profile.reactionNanos()) / own.rate());
            }
        }
        return new Ending(Collections.max(attested.values()), gone);
    }

    private static double rate(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> 1 - Profile.RATE_BOUND;
            case 1 -> 1 + Profile.RATE_BOUND;
            default -> 1 + Profile.RATE_BOUND * (2 * random.nextDouble() - 1);
        };
    }

    private static double delay(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextDouble() * 400e6;
            case 1 -> random.nextDouble() * 1e6;
            default -> 0;
        };
    }
}
