package io.fci.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.base.SystemClock;
import io.fci.core.Cluster;
import io.fci.core.state.GroupName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {
    @TempDir
    Path data;

    @Test
    void ownersAreLostAndNothingOfItStays() throws Exception {
        var losses = new AtomicInteger();
        var scratch = data.resolve("rehearsal");
        Files.createDirectories(scratch.resolve("left by one that was killed"));
        Rehearsal.run((state, entry) -> {
            var applied = Cluster.apply(state, entry);
            applied.events().stream().filter(e -> e.reason().equals("NODE_LOST"))
                    .forEach(e -> losses.incrementAndGet());
            return applied;
        }, new SystemClock(), scratch, Duration.ofSeconds(30));
        assertThat(losses).hasPositiveValue();
        Lab.await("an empty place", () -> !Files.exists(scratch));
        // The real log is opened beside it, and knows nothing of it.
        try (var lab = Lab.alone(data.resolve("real"), 20_000)) {
            assertThat(lab.node(lab.leader()).state().group(new GroupName("rehearsal"))).isEmpty();
            assertThat(lab.fatal).isEmpty();
        }
    }

    @Test
    void whereItCannotBeHeldTheDaemonStartsAllTheSame() throws Exception {
        var file = Files.createFile(data.resolve("a file"));
        Rehearsal.run(Cluster::apply, new SystemClock(), file.resolve("below"), Duration.ofSeconds(30));
        assertThat(file).exists();
    }
}
