package io.fci.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.guard.wire.LeaseHealth;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseConcernsTest {
    private static final LeaseHealth.Peer N2 = peer("n2", 20);
    private static final LeaseHealth WELL = of(0, 0, 0, N2, peer("n3", 20));

    private final LeaseConcerns concerns = new LeaseConcerns();

    @Test
    void aHealthyPlaneIsNoConcern() {
        concerns.hear(WELL, 0);
        concerns.hear(of(0, 0, 50, N2, peer("n3", 20)), 1_000);
        assertThat(concerns.sentences("7402", 1_000)).isEmpty();
    }

    @Test
    void whoDoesNotAcknowledgeIsNamedWithThePortUntilItDoes() {
        concerns.hear(of(0, 0, 0, peer("n2", 3_000), peer("n3", 60_000)), 0);
        assertThat(concerns.sentences("7402", 0))
                .containsExactly("no lease acknowledgements from n2, n3 (UDP port 7402)");
        concerns.hear(of(0, 0, 0, peer("n2", 2_999), peer("n3", 60_000)), 1_000);
        assertThat(concerns.sentences("7402", 1_000))
                .containsExactly("no lease acknowledgements from n3 (UDP port 7402)");
        concerns.hear(of(0, 0, 0, peer("n2", -1), peer("n3", -1)), 2_000);
        assertThat(concerns.sentences("7402", 2_000)).as("nothing is renewed").isEmpty();
    }

    @Test
    void whatHappenedIsSaidForAMinute() {
        concerns.hear(of(7, 7, 1_000, N2), 0);
        assertThat(concerns.sentences("7402", 0)).as("before anybody compared").isEmpty();
        concerns.hear(of(8, 7, 1_000, N2), 1_000);
        concerns.hear(of(8, 8, 1_000, N2), 2_000);
        assertThat(concerns.sentences("7402", 60_999)).containsExactly(
                "acknowledgements came so late that less than a quarter of the lease was left",
                "the guard stood still for more than half a lease: this machine is overloaded or was paused");
        assertThat(concerns.sentences("7402", 61_999)).hasSize(1);
        assertThat(concerns.sentences("7402", 62_000)).isEmpty();
    }

    @Test
    void floodsAreToldByWhereTheyComeFrom() {
        concerns.hear(WELL, 0);
        concerns.hear(of(0, 0, 101, N2, peer("n3", 20)), 1_000);
        assertThat(concerns.sentences("7402", 1_000))
                .containsExactly("somebody who is no node sends to the lease plane (UDP port 7402)");
        concerns.forget();
        concerns.hear(WELL, 0);
        concerns.hear(of(0, 0, 0, new LeaseHealth.Peer("n2", 20, 0, 40, 40, 21, 0, 0)), 1_000);
        assertThat(concerns.sentences("7402", 1_000)).containsExactly(
                "somebody sends from the address of n2 what it has not said, or not now (UDP port 7402)");
        concerns.forget();
        concerns.hear(WELL, 0);
        concerns.hear(of(0, 0, 0, new LeaseHealth.Peer("n2", 20, 0, 0, 0, 0, 1, 0)), 1_000);
        assertThat(concerns.sentences("7402", 1_000)).containsExactly(
                "the address of n2 speaks in another name on the lease plane (UDP port 7402)");
    }

    private static LeaseHealth of(long nearMisses, long longGaps, long strangers, LeaseHealth.Peer... peers) {
        return new LeaseHealth(1, nearMisses, 100, 0, longGaps, 0, strangers, List.of(peers));
    }

    private static LeaseHealth.Peer peer(String name, long unheard) {
        return new LeaseHealth.Peer(name, unheard, 0, 0, 0, 0, 0, 0);
    }
}
