package io.fci.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Seeds that every build runs, with their reasons, and a few fresh ones; `./scripts/dev sim` runs many. A failure says how to
/// replay it.
class SimulationTest {
    private static final long FRESH_NANOS = 3_000_000_000L;

    /// @param why what the run met when its seed was written down
    record Kept(long seed, String why) {
        static Kept of(String line) {
            var parts = line.split(" ", 2);
            return new Kept(Long.parseLong(parts[0]), parts[1]);
        }
    }

    static List<Kept> seeds() throws IOException {
        try (var in = SimulationTest.class.getResourceAsStream("/sim/seeds.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#")).map(Kept::of).toList();
        }
    }

    private static void holds(long seed) {
        var run = Run.of(seed);
        assertThat(run.violation()).as(run::told).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aSeedThatWasKept(Kept kept) {
        holds(kept.seed());
    }

    @Test
    void freshSeeds() {
        long begun = System.nanoTime();
        long seed = begun & 0xffff_ffffL;
        do {
            holds(seed++);
        } while (System.nanoTime() - begun < FRESH_NANOS);
    }

    @Test
    void theSameSeedIsTheSameRun() {
        var first = Run.of(7);
        var second = Run.of(7);
        assertThat(second).isEqualTo(first);
        assertThat(Run.of(8).digest()).isNotEqualTo(first.digest());
    }
}
