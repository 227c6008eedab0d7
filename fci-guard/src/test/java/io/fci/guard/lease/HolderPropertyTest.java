package io.fci.guard.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Profile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Random histories of sends, acknowledgements (late, repeated, forged) and time, played from a seed that jqwik prints.
class HolderPropertyTest {
    private static final Profile LAN = Profile.LAN;

    @Property
    void theDeadlineIsTheMajoritysNewestSendTimePlusTheLeaseAndNeverGoesBack(@ForAll long seed,
            @ForAll @IntRange(min = 1, max = 7) int voters) {
        var random = new Random(seed);
        var holder = adopted(voters);
        var sent = new ArrayList<Datagram.Renew>();
        Map<String, Long> newest = new HashMap<>();
        long now = 1_000_000_000;
        var deadline = OptionalLong.empty();
        for (int step = 0; step < 100; step++) {
            now += random.nextInt(40_000_000);
            holder = holder.at(now);
            if (holder.phase() == Holder.Phase.LOST) {
                return;
            }
            if (random.nextInt(3) == 0) {
                holder = holder.renew(now);
                sent.add(holder.renewal());
            } else if (!sent.isEmpty()) {
                var acked = sent.get(sent.size() - 1 - random.nextInt(Math.min(8, sent.size())));
                var from = "n" + random.nextInt(voters);
                newest.merge(from, acked.sentNanos(), Math::max);
                holder = holder.acknowledged(now, from, ack(acked));
            }
            if (holder.phase() == Holder.Phase.HELD) {
                var times = newest.values().stream().sorted(Comparator.reverseOrder()).toList();
                assertThat(holder.deadline()).hasValue(times.get(voters / 2) + LAN.leaseNanos());
                assertThat(holder.deadline().getAsLong()).isGreaterThanOrEqualTo(deadline.orElse(0));
                deadline = holder.deadline();
            }
        }
    }

    @Property
    void onceLostNoInputMakesTheLeaseValidAgain(@ForAll long seed) {
        var random = new Random(seed);
        var holder = adopted(3).renew(1_000);
        var renewal = holder.renewal();
        holder = holder.acknowledged(2_000, "n0", ack(renewal)).acknowledged(2_000, "n1", ack(renewal));
        assertThat(holder.valid(5, 2_000)).isTrue();
        long now = 1_000 + LAN.leaseNanos() + random.nextInt(1_000);
        assertThat(holder.valid(5, now)).isFalse();
        holder = holder.at(now);
        for (int step = 0; step < 50; step++) {
            long then = random.nextBoolean() ? now : random.nextLong(now);
            holder = switch (random.nextInt(3)) {
                case 0 -> holder.renew(then);
                case 1 -> holder.at(then);
                default -> holder.acknowledged(then, "n" + random.nextInt(3), ack(renewal));
            };
            assertThat(holder.phase()).isEqualTo(Holder.Phase.LOST);
            assertThat(holder.valid(5, then)).isFalse();
        }
        assertThat(holder.mayAdopt(5)).isFalse();
        assertThat(holder.mayAdopt(6)).isTrue();
    }

    @Property
    void anAcknowledgementThatMatchesNoRenewalChangesNothing(@ForAll long seed) {
        var random = new Random(seed);
        long now = 9_000;
        var holder = adopted(3).renew(1_000).renew(5_000);
        var good = ack(holder.renewal());
        for (var bad : List.of(new Datagram.Ack(1, "me", 4, good.seq(), good.sentNanos(), 7),
                new Datagram.Ack(1, "me", 6, good.seq(), good.sentNanos(), 7),
                new Datagram.Ack(1, "me", 5, good.seq() + 1 + random.nextInt(9), good.sentNanos(), 7),
                new Datagram.Ack(1, "me", 5, good.seq(), good.sentNanos() + 1 + random.nextInt(3_000), 7),
                new Datagram.Ack(1, "me", 5, good.seq(), 1_000, 7))) {
            assertThat(holder.acknowledged(now, "n1", bad)).isEqualTo(holder);
        }
        assertThat(holder.acknowledged(now, "stranger", good)).isEqualTo(holder);
        assertThat(holder.acknowledged(4_999, "n1", good)).as("sent in the future").isEqualTo(holder);
        assertThat(holder.acknowledged(now, "n1", good)).isNotEqualTo(holder);
    }

    @Test
    void acknowledgementsOfAnEarlierIncarnationDoNotCountForTheNext() {
        var first = adopted(3).renew(1_000);
        var old = ack(first.renewal());
        var second = first.lose().adopt(6).renew(2_000);
        assertThat(second.acknowledged(3_000, "n1", old)).isEqualTo(second);
    }

    @Test
    void oneOfThreeIsNoMajorityAndALeaseThatArrivesTooLateIsNotHeld() {
        var holder = adopted(3).renew(0);
        var ack = ack(holder.renewal());
        assertThat(holder.acknowledged(1, "n0", ack).phase()).isEqualTo(Holder.Phase.ASKING);
        var late = holder.acknowledged(1, "n0", ack).acknowledged(LAN.leaseNanos(), "n1", ack);
        assertThat(late.phase()).isEqualTo(Holder.Phase.ASKING);
        assertThat(late.valid(5, LAN.leaseNanos())).isFalse();
    }

    private static Holder adopted(int voters) {
        var names = new TreeSet<String>();
        for (int i = 0; i < voters; i++) {
            names.add("n" + i);
        }
        return Holder.without(LAN, names).adopt(5);
    }

    private static Datagram.Ack ack(Datagram.Renew renewal) {
        return new Datagram.Ack(1, "me", renewal.k(), renewal.seq(), renewal.sentNanos(), 7);
    }
}
