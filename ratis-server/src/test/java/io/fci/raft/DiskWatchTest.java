package io.fci.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DiskWatchTest {
    private final List<Throwable> reasons = new ArrayList<>();
    private final AtomicLong left = new AtomicLong(DiskWatch.LEAST_BYTES);
    private final DiskWatch watch = new DiskWatch(new File("/data/raft"), left::get, new Fatal(reasons::add));

    @Test
    void theReplicaEndsWhileThereIsStillRoomForItsVoteAndSaysWhere() {
        watch.run();
        assertThat(reasons).as("enough is enough").isEmpty();
        left.decrementAndGet();
        watch.run();
        assertThat(reasons).singleElement().extracting(Throwable::getMessage).asString()
                .contains("15 MiB are left at /data/raft");
    }

    @Test
    void theRealDiskOfThisTestHasRoom() {
        new DiskWatch(new File("."), new Fatal(reasons::add)).run();
        assertThat(reasons).isEmpty();
    }
}
