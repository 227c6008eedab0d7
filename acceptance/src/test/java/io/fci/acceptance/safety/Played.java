package io.fci.acceptance.safety;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;

/// Cases as tests. Each run has a cluster of its own; a case that fails ends that cluster, and the next one gets a new one.
final class Played implements AutoCloseable {
    private final Path recordings = Path.of(System.getProperty("fci.root"), "acceptance", "target", "safety");
    private final Table table = new Table();
    private @Nullable Run run;
    private long runs = -1;

    /// @param seed of the first run; the others count on from it
    Stream<DynamicTest> tests(List<Case> cases, int times, long seed) {
        return IntStream.range(0, times).boxed().flatMap(time -> cases.stream()
                .map(one -> dynamicTest(one.name() + " (seed " + (seed + time) + "): " + one.what(),
                        () -> play(one, seed + time))));
    }

    private void play(Case one, long seed) throws Exception {
        try {
            if (run == null || runs != seed) {
                close();
                run = new Run(seed, recordings.resolve("" + seed));
                runs = seed;
            }
            var result = run.play(one);
            table.add(result);
            assertThat(result.overlaps()).as("moments with two owners; the recordings are in %s", recordings).isEmpty();
        } catch (Throwable e) {
            table.failed(one.name(), e);
            System.out.println("SAFETY " + one.name() + " failed; again: ./scripts/dev acceptance safety --seed " + seed
                    + " --case " + one.name() + "; recordings and logs in "
                    + recordings.resolve("" + seed).resolve(one.name()));
            if (run != null) {
                run.keepLogs(one.name());
            }
            close();
            throw e;
        }
    }

    /// Prints the table.
    void finish() {
        try {
            close();
        } finally {
            System.out.println(table.text());
            table.write(recordings.resolve("table.md"));
        }
    }

    @Override
    public void close() {
        Optional.ofNullable(run).ifPresent(Run::close);
        run = null;
    }
}
