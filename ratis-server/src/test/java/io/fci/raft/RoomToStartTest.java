package io.fci.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RoomToStartTest {
    private static final Path DATA = Path.of("/data");

    @Test
    void saysWhatIsLeftAndWhatIsNeeded() {
        assertThat(RoomToStart.lacking(DATA, RoomToStart.LEAST_BYTES)).isEmpty();
        assertThat(RoomToStart.lacking(DATA, RoomToStart.LEAST_BYTES - 1))
                .contains("the disk of the log is full: 99 MiB are left at /data, and a start needs 100 MiB");
    }

    /// Otherwise a replica that ended for want of room would be started only to end again.
    @Test
    void aStartNeedsMoreThanWhatMakesARunningReplicaEnd() {
        assertThat(RoomToStart.LEAST_BYTES).isGreaterThan(DiskWatch.LEAST_BYTES);
    }
}
