package io.fci.guard.hands;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// What processes print: `<data>/output/<group>/<resource>.log`, and the part before that as `.log.1`. The process writes
/// the file itself, so nothing of it waits for a reader; the file is emptied when it has grown, and since it was opened
/// for appending the process goes on at its new end.
final class OutputFiles {
    private static final long LIMIT = 1 << 20;

    private final Path directory;
    private final Consumer<String> notes;
    private final Set<Path> used = ConcurrentHashMap.newKeySet();

    OutputFiles(Path data, Consumer<String> notes) {
        this.directory = data.resolve("output");
        this.notes = notes;
    }

    /// The file for a process that is about to start.
    Path prepare(String group, String resource) throws IOException {
        var file = directory.resolve(group).resolve(resource + ".log");
        Files.createDirectories(file.getParent());
        bound(file);
        used.add(file);
        return file;
    }

    /// Called every second: between two calls a file grows by what a process writes in that time.
    void bound() {
        for (var file : used) {
            try {
                bound(file);
            } catch (IOException e) {
                used.remove(file);
                notes.accept("output file " + file + " is no longer bounded: " + e);
            }
        }
    }

    private static void bound(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
            long size = channel.size();
            if (size <= LIMIT) {
                return;
            }
            try (var previous = FileChannel.open(file.resolveSibling(file.getFileName() + ".1"),
                    StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING,
                    LinkOption.NOFOLLOW_LINKS)) {
                channel.transferTo(size - LIMIT, LIMIT, previous);
            }
            channel.truncate(0);
        } catch (NoSuchFileException e) {
            return;
        }
    }
}
