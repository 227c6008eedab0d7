package io.fci.guard.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class ReplayWindowPropertyTest {
    @Property
    void freshIsWhatIsNewerOrWithinTheWindowAndNotSeen(
            @ForAll @Size(max = 300) List<@LongRange(min = -5, max = 400) Long> numbers) {
        var window = new ReplayWindow();
        var seen = new HashSet<Long>();
        long greatest = 0;
        for (long number : numbers) {
            boolean expected = number > 0 && !seen.contains(number) && number > greatest - ReplayWindow.WIDTH;
            assertThat(window.fresh(number)).as("%d after %s", number, seen).isEqualTo(expected);
            if (expected) {
                window.mark(number);
                seen.add(number);
                greatest = Math.max(greatest, number);
            }
        }
    }
}
