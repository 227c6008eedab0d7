package io.fci.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.Station;
import io.fci.core.log.Command;
import io.fci.core.view.Verdicts;
import io.fci.journal.NotDecided.NotDone;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardVoiceTest {
    private final Station station = new Station().up().create();
    private final GuardVoice voice = new GuardVoice(Station.N1, station.journal);

    @AfterEach
    void close() {
        station.close();
    }

    @Test
    void aSilenceIsToldWhenItLastsAndAgainWhenItIsLongAndThatItEnded() {
        for (int millis = 0; millis < 5_000; millis += 50) {
            voice.look(Duration.ofMillis(millis));
        }
        assertThat(told()).containsExactly(Optional.of("its guard has said nothing for 1 s"),
                Optional.of("its guard has said nothing for 3 s"));
        assertThat(node().quiet()).contains("its guard has said nothing for 3 s");
        assertThat(Verdicts.of(station.journal.state(), station.group().name(), station.group().spec()))
                .filteredOn(v -> v.node().equals(Station.N1)).allMatch(v -> !v.eligible());
        voice.look(Duration.ZERO);
        voice.look(Duration.ZERO);
        assertThat(told()).hasSize(3).last().isEqualTo(Optional.empty());
        assertThat(node().quiet()).isEmpty();
    }

    @Test
    void whatIsNotDecidedIsToldAgainAndNothingIsToldTwiceAtATime() {
        station.journal.failWith(Optional.of(new NotDone("no leader")));
        voice.look(Duration.ofSeconds(3));
        voice.look(Duration.ofSeconds(3));
        assertThat(told()).hasSize(2);
        station.journal.failWith(Optional.empty());
        station.journal.park();
        voice.look(Duration.ofSeconds(3));
        voice.look(Duration.ofSeconds(3));
        assertThat(told()).hasSize(3);
        station.journal.unpark();
        assertThat(node().quiet()).isPresent();
    }

    @Test
    void aNewLifeOfTheGuardEndsWhatWasSaidOfTheOldOne() {
        voice.look(Duration.ofSeconds(3));
        station.decide(new Command.GuardUp(Station.N1, "another", station.incarnation(), "lan", List.of(), List.of()));
        assertThat(node().quiet()).isEmpty();
    }

    private io.fci.core.state.Node node() {
        return station.journal.state().node(Station.N1).orElseThrow();
    }

    private List<Optional<String>> told() {
        return station.journal.proposed().stream().filter(Command.ReportGuard.class::isInstance)
                .map(command -> ((Command.ReportGuard) command).quiet()).toList();
    }
}
