package io.fci;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.lead.Timekeeper;
import io.fci.monitor.GuardVoice;
import org.junit.jupiter.api.Test;

class GuardNewsTest {
    @Test
    void anExitIsToldInTheWordsOfAnOperator() {
        try (var station = new Station().up().create()) {
            station.awaitOnline();
            var news = new GuardNews();
            news.tell(station.monitor, station.life, station.losses, station.helm,
                    new Timekeeper(station.journal, station.clock),
                    new GuardVoice(Station.N1, station.journal));
            long pid = station.hands.pid("orders", "web").orElseThrow();
            news.exited("orders", station.owner().epoch(), "web", pid, 0, 9);
            station.await("the log knows", () -> station.resource("web").failure().isPresent());
            assertThat(station.resource("web").failure()).contains("process " + pid + " was killed by signal 9");
        }
    }
}
