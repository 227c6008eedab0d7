package io.fci.guard.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.guard.wire.Datagram;
import io.fci.guard.wire.Profile;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReachPropertyTest {
    private static final Profile LAN = Profile.LAN;

    /// What answers a probe is what would acknowledge a renewal that was sent in its place: played side by side.
    @Property
    void whoReachesAMajorityWouldHoldALease(@ForAll @IntRange(min = 1, max = 7) int voters, @ForAll long seed) {
        var random = new Random(seed);
        var names = new TreeSet<String>();
        for (int i = 0; i < voters; i++) {
            names.add("n" + i);
        }
        var holder = Holder.without(LAN, names).adopt(1);
        var reach = Reach.nobody(LAN, names);
        long now = 0;
        for (int step = 0; step < 40; step++) {
            now += 1 + random.nextLong(LAN.renewNanos());
            holder = holder.renew(now);
            var sent = holder.renewal();
            long received = now + random.nextLong(LAN.leaseNanos() / 2);
            for (var name : names) {
                if (random.nextInt(3) == 0) {
                    holder = holder.acknowledged(received, name, ack(sent));
                    reach = reach.answered(received, name, sent.sentNanos());
                }
            }
            now = received;
            if (holder.at(now).phase() == Holder.Phase.LOST) {
                assertThat(reach.majority(now)).isFalse();
                return;
            }
            assertThat(reach.majority(now)).isEqualTo(holder.phase() == Holder.Phase.HELD);
            assertThat(reach.unanswered(now).size() <= (voters - 1) / 2).isEqualTo(reach.majority(now));
        }
    }

    private static Datagram.Ack ack(Datagram.Renew sent) {
        return new Datagram.Ack(1, "n0", sent.k(), sent.seq(), sent.sentNanos(), sent.sentNanos());
    }

    @Test
    void anAnswerCountsFromTheSendAndFromMembersOnly() {
        var reach = Reach.nobody(LAN, new TreeSet<>(List.of("a", "b", "c")));
        long end = 1_000 + LAN.leaseNanos();
        reach = reach.answered(5_000, "a", 1_000).answered(5_000, "x", 1_000);
        assertThat(reach.majority(5_000)).isFalse();
        assertThat(reach.answered(5_000, "b", 6_000).majority(5_000)).as("answered before it was asked").isFalse();
        reach = reach.answered(5_000, "b", 4_000).answered(6_000, "b", 2_000);
        assertThat(reach.majority(end - 1)).isTrue();
        assertThat(reach.unanswered(end - 1)).containsExactly("c");
        assertThat(reach.majority(end)).isFalse();
        assertThat(reach.unanswered(end)).containsExactly("a", "c");
    }
}
