package io.fci.hands;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PulsePropertyTest {
    private static final long H = 50_000_000;

    @Property
    void fiveLooksWithoutAWordAreSilenceAndNothingLessIs(@ForAll long seed) {
        var random = new Random(seed);
        var pulse = new Pulse();
        long now = 0;
        long heard = 0;
        int unheard = 0;
        pulse.heard(now);
        for (int i = 0; i < 200; i++) {
            // Also a daemon that stands still for long: it finds out only by looking again.
            now += random.nextInt(30) == 0 ? random.nextLong(100 * H) : H;
            if (random.nextInt(4) == 0) {
                pulse.heard(now);
                heard = now;
                unheard = 0;
            }
            var quiet = pulse.look(now);
            assertThat(quiet).isEqualTo(unheard < 5 ? Duration.ZERO : Duration.ofNanos(Math.max(1, now - heard)));
            unheard++;
        }
    }

    @Example
    void whoWasNeverHeardIsNotQuiet() {
        var pulse = new Pulse();
        for (int i = 0; i < 20; i++) {
            assertThat(pulse.look(i * H)).isEqualTo(Duration.ZERO);
        }
    }
}
