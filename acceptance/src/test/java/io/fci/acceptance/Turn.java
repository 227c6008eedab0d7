package io.fci.acceptance;

import static io.fci.acceptance.Eventually.eventually;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

/// Labs of two checkouts on one machine would take each other's directories and names away: they take turns. The lock ends with the process
/// that holds it, however that ends.
final class Turn implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofMinutes(20);

    private final FileChannel channel;

    private Turn(FileChannel channel) {
        this.channel = channel;
    }

    static Turn taken() {
        try {
            var file = Path.of(System.getProperty("java.io.tmpdir"), "fci-acceptance.lock");
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            eventually("the lab of another run is over (" + file + ")", LONGEST, () -> lock(channel),
                    Optional::isPresent);
            return new Turn(channel);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<FileLock> lock(FileChannel channel) {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
