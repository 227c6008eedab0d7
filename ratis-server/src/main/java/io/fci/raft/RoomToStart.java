package io.fci.raft;

import io.fci.base.Clock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.util.SizeInBytes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A daemon whose log has a full disk waits for room, in one sentence, before it touches anything. One that gave up at once would
/// be started over and over, and each of these starts fills a log of its own.
final class RoomToStart {
    static final long LEAST_BYTES = SizeInBytes.valueOf(RatisSettings.LEAST_FREE).getSize();

    private static final Logger LOG = LoggerFactory.getLogger(RoomToStart.class);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int EVERY_MILLIS = 500;

    private RoomToStart() {}

    /// Returns when there is room, and also when the directory is not there yet: what is wrong with that is found later.
    static void await(Path data, Clock clock) throws CannotStart {
        long end = clock.monotonicNanos() + LONGEST.toNanos();
        boolean said = false;
        try {
            while (true) {
                var lacking = Files.isDirectory(data)
                        ? lacking(data, data.toFile().getUsableSpace())
                        : Optional.<String>empty();
                if (lacking.isEmpty()) {
                    return;
                }
                if (clock.monotonicNanos() >= end) {
                    throw new CannotStart(lacking.get());
                }
                if (!said) {
                    LOG.warn("{}; this daemon waits for it", lacking.get());
                    said = true;
                }
                TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
            }
        } catch (InterruptedException e) {
            throw new CannotStart("this node was told to end while it waited for room on its disk", e);
        }
    }

    /// @param usable bytes that this process may still write there
    static Optional<String> lacking(Path data, long usable) {
        return usable >= LEAST_BYTES
                ? Optional.empty()
                : Optional.of("the disk of the log is full: " + (usable >> 20) + " MiB are left at " + data
                        + ", and a start needs " + (LEAST_BYTES >> 20) + " MiB");
    }
}
