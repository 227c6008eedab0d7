package io.fci.lead;

import static io.fci.Station.N1;
import static io.fci.Station.N2;
import static io.fci.Station.N3;
import static org.assertj.core.api.Assertions.assertThat;

import io.fci.Station;
import io.fci.core.view.Handover.Follower;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Node n1 leads and owns the one group.
class HelmTest {
    private static final Duration SPEAKS = Duration.ZERO;

    private final Station station = new Station().up().create();

    @BeforeEach
    void online() {
        station.awaitOnline();
        station.journal.followers(new TreeMap<>(Map.of(N2, new Follower(20, 0), N3, new Follower(20, 0))));
    }

    @AfterEach
    void close() {
        station.close();
    }

    @Test
    void leadershipLeavesTheOwnerOnceThingsHaveSettled() {
        look(SPEAKS, 9_000);
        assertThat(station.journal.elections()).isEmpty();
        look(SPEAKS, 2_000);
        assertThat(station.journal.elections()).containsExactly("hand over to n2");
        look(SPEAKS, 50_000);
        assertThat(station.journal.elections()).as("it rests after an attempt").hasSize(1);
    }

    @Test
    void aMoveThatIsUnderWayIsNotDisturbed() {
        look(SPEAKS, 9_000);
        station.journal.park();
        station.move(N2);
        look(SPEAKS, 30_000);
        assertThat(station.journal.elections()).isEmpty();
    }

    @Test
    void aGuardThatDoesNotSpeakCostsLeadershipAtOnce() {
        look(Duration.ofMillis(260), 50);
        assertThat(station.journal.elections()).containsExactly("hand over to n2");
    }

    @Test
    void whoDoesNotLeadHandsNothingOver() {
        station.journal.lead(false);
        look(Duration.ofMillis(260), 20_000);
        assertThat(station.journal.elections()).isEmpty();
    }

    private void look(Duration quiet, long millis) {
        for (long passed = 0; passed < millis; passed += 50) {
            station.clock.advance(50);
            station.helm.look(quiet);
        }
    }
}
