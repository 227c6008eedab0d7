package io.fci.lead;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.state.Failback.Window;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static boolean open(String window, String time, LocalDate day) {
        var parts = window.split("-");
        return Windows.isOpen(new Window(minute(parts[0]), minute(parts[1]), "Europe/Berlin"),
                LocalDateTime.of(day, LocalTime.parse(time)).atZone(BERLIN).toInstant().toEpochMilli());
    }

    private static int minute(String time) {
        var parsed = LocalTime.parse(time);
        return parsed.getHour() * 60 + parsed.getMinute();
    }

    @Test
    void theStartIsInsideAndTheEndIsNotAlsoAcrossMidnight() {
        var day = LocalDate.of(2026, 6, 1);
        assertThat(open("09:00-17:00", "09:00", day)).isTrue();
        assertThat(open("09:00-17:00", "16:59", day)).isTrue();
        assertThat(open("09:00-17:00", "17:00", day)).isFalse();
        assertThat(open("22:00-04:00", "21:59", day)).isFalse();
        assertThat(open("22:00-04:00", "23:30", day)).isTrue();
        assertThat(open("22:00-04:00", "03:59", day)).isTrue();
        assertThat(open("22:00-04:00", "04:00", day)).isFalse();
    }

    /// 2026-03-29 has no 02:30 in Berlin, and 2026-10-25 has two: what a clock on the wall shows is what counts.
    @Test
    void anHourThatIsSkippedIsNeverOpenAndOneThatIsRepeatedTwice() {
        var window = new Window(minute("02:00"), minute("03:00"), "Europe/Berlin");
        var spring = ZonedDateTime.of(2026, 3, 29, 0, 0, 0, 0, BERLIN);
        var autumn = ZonedDateTime.of(2026, 10, 25, 0, 0, 0, 0, BERLIN);
        assertThat(minutesOpen(window, spring)).isZero();
        assertThat(minutesOpen(window, spring.plusDays(2))).isEqualTo(60);
        assertThat(minutesOpen(window, autumn)).isEqualTo(120);
    }

    private static long minutesOpen(Window window, ZonedDateTime midnight) {
        long from = midnight.toInstant().toEpochMilli();
        long to = midnight.plusDays(1).toInstant().toEpochMilli();
        long open = 0;
        for (long at = from; at < to; at += 60_000) {
            open += Windows.isOpen(window, at) ? 1 : 0;
        }
        return open;
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void aWindowAndItsComplementShareTheDay(@ForAll @IntRange(max = 1_439) int start,
            @ForAll @IntRange(max = 1_439) int end, @ForAll @IntRange(max = 1_000_000) int hours) {
        if (start != end) {
            long at = hours * 3_600_000L + start * 1_000L;
            assertThat(Windows.isOpen(new Window(start, end, "Australia/Lord_Howe"), at))
                    .isNotEqualTo(Windows.isOpen(new Window(end, start, "Australia/Lord_Howe"), at));
        }
    }

    @Test
    void aZoneThatThisNodeDoesNotKnowKeepsTheWindowClosed() {
        assertThat(Windows.isOpen(new Window(0, 1_439, "Atlantis/Capital"), 0)).isFalse();
    }
}
