package io.fci.guard.hands;

import io.fci.guard.machine.GroupEpoch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// A small file for each open epoch of a group, from which its processes read whether they may still act, without asking
/// anybody: `<run>/leases/<group>.<epoch>`, readable by every user. `docs/lease-file.md` is for them.
///
/// The lease thread only tells [Permission]; a thread of its own puts that into the files, since a run directory may lie on
/// a disk that is busy. Late it is harmless: an old deadline is an earlier one.
public final class LeaseFiles {
    private static final String DIRECTORY = "leases";

    private final Path directory;
    private final Permission permission;
    private final Consumer<String> notes;
    private final Map<GroupEpoch, Entry> entries = new ConcurrentHashMap<>();

    /// One file. Its end is written under its lock, and nothing is after that.
    private final class Entry {
        final Path path;
        final LeaseFile file;
        final long k;
        private boolean ended;

        Entry(Path path, LeaseFile file, long k) {
            this.path = path;
            this.file = file;
            this.k = k;
        }

        synchronized void refresh() {
            if (!ended) {
                file.until(permission.until(k));
            }
        }

        synchronized void end() {
            ended = true;
            file.until(0);
        }
    }

    /// Files of an earlier guard's life say that it is over, also to who has them open, and are gone.
    public LeaseFiles(Path run, Permission permission, Consumer<String> notes) throws IOException {
        this.directory = run.resolve(DIRECTORY);
        this.permission = permission;
        this.notes = notes;
        Files.createDirectories(directory);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var old = Files.list(directory)) {
            old.forEach(LeaseFiles::over);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        permission.toldTo(Thread.ofPlatform().daemon().name("lease files").start(this::run));
    }

    private static void over(Path file) {
        try {
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate(LeaseFile.BYTES));
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path path(GroupEpoch of) {
        return directory.resolve(of.group() + "." + of.epoch());
    }

    /// Opened again it is the same file.
    void open(GroupEpoch of, long k) throws IOException {
        if (entries.containsKey(of)) {
            return;
        }
        var path = path(of);
        var entry = new Entry(path, LeaseFile.create(path, of.epoch()), k);
        if (entries.putIfAbsent(of, entry) == null) {
            entry.refresh();
        }
    }

    /// From now on the file says no, for ever.
    void end(GroupEpoch of) {
        var entry = entries.remove(of);
        if (entry != null) {
            end(entry);
        }
    }

    /// Everything of an incarnation was torn down.
    void endAll() {
        entries.keySet().forEach(this::end);
    }

    private void end(Entry entry) {
        entry.end();
        try {
            Files.deleteIfExists(entry.path);
        } catch (IOException e) {
            notes.accept("the lease file " + entry.path + " says that its lease is over, and stays: " + e.getMessage());
        }
    }

    private void run() {
        while (true) {
            entries.values().forEach(Entry::refresh);
            LockSupport.park(this);
        }
    }
}
