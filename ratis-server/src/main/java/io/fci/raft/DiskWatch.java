package io.fci.raft;

import java.io.File;
import java.util.function.LongSupplier;

/// Looks often whether the disk of the log has room. A replica that meets a full disk cannot write its term and vote, and Ratis
/// then leaves an empty file in their place, with which no replica ever starts again, not even when there is room. So it ends
/// while there is some left. Called by one thread.
final class DiskWatch implements Runnable {
    /// Far below what a start needs, so that a replica that ended does not come and go.
    static final long LEAST_BYTES = 16L << 20;

    static final int EVERY_MILLIS = 250;

    private final LongSupplier usable;
    private final File directory;
    private final Fatal fatal;

    DiskWatch(File directory, Fatal fatal) {
        this(directory, directory::getUsableSpace, fatal);
    }

    /// @param usable bytes that this process may still write; 0 also when it cannot be told
    DiskWatch(File directory, LongSupplier usable, Fatal fatal) {
        this.directory = directory;
        this.usable = usable;
        this.fatal = fatal;
    }

    @Override
    public void run() {
        long left = usable.getAsLong();
        if (left < LEAST_BYTES) {
            fatal.because("the disk of the log is full: " + (left >> 20) + " MiB are left at " + directory
                    + ", and the replica ends at less than " + (LEAST_BYTES >> 20) + " MiB; it starts again with "
                    + RatisSettings.LEAST_FREE);
        }
    }
}
