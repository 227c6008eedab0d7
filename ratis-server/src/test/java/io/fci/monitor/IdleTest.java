package io.fci.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.fci.Station;
import io.fci.core.state.ResourcePolicy;
import io.fci.hands.HandsRefused.Reason;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node costs while nothing happens.
class IdleTest {
    private static final int GROUPS = 20;

    @TempDir
    Path directory;

    @Test
    void noThreadStaysForAGroupThatIsOnline() throws Exception {
        try (var station = new Station().up()) {
            online(station, GROUPS);
            station.await("no step has a thread", () -> threads().noneMatch(line -> line.contains("\"step ")));
        }
    }

    @Test
    void theLoopsSleepWhileNothingHappens() throws Exception {
        try (var station = new Station().up()) {
            online(station, 3);
            assertQuiet(station);
        }
    }

    @Test
    void theLoopsSleepWhileSomethingThatWasRefusedRests() throws Exception {
        try (var station = new Station().up().create()) {
            station.awaitOnline();
            station.hands.faults().refuse("kill", Reason.NOT_STOPPED);
            station.move(Station.N2);
            station.await("a kill is refused", () -> station.hands.faults().refusals("kill") == 1);
            assertQuiet(station);
            assertThat(station.hands.faults().refusals("kill")).isEqualTo(1);
        }
    }

    @Test
    void theLoopsEndWhenTheyAreClosed() {
        var before = platformThreads();
        var station = new Station().up().create();
        station.awaitOnline();
        station.close();
        var left = platformThreads();
        left.removeAll(before);
        assertThat(left.stream().map(Thread::getName)).doesNotContain("monitor", "node-life");
    }

    private static void online(Station station, int groups) {
        for (int i = 1; i <= groups; i++) {
            station.create("g" + i, "10.77.0." + (100 + i), ResourcePolicy.DEFAULT);
        }
        for (int i = 1; i <= groups; i++) {
            station.awaitOnline("g" + i);
        }
    }

    /// The clock stands still, so a loop that looks at the state again and again does so without a reason.
    private static void assertQuiet(Station station) throws InterruptedException {
        var pause = new CountDownLatch(1);
        long before;
        do {
            before = station.journal.reads();
            pause.await(50, TimeUnit.MILLISECONDS);
        } while (station.journal.reads() > before + 4);
        before = station.journal.reads();
        pause.await(300, TimeUnit.MILLISECONDS);
        assertThat(station.journal.reads() - before).isLessThanOrEqualTo(4);
    }

    private static Set<Thread> platformThreads() {
        return Thread.getAllStackTraces().keySet().stream().collect(Collectors.toCollection(HashSet::new));
    }

    private java.util.stream.Stream<String> threads() {
        try {
            var dump = Files.createTempFile(directory, "threads", ".txt");
            Files.delete(dump);
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
            return Files.readAllLines(dump).stream();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
