package io.fci.rpc;

import io.fci.v1.Change;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The last changes, for watchers that come back. Bounded by number and by size, because a node's heap is small; what falls
/// out is told by a new snapshot instead. Confined to the feed's thread.
final class History {
    private static final int MOST_CHANGES = 10_000;
    private static final long MOST_BYTES = 8 << 20;

    private final Deque<Revision> revisions = new ArrayDeque<>();
    private long compacted;
    private int changes;
    private long bytes;

    /// @param bytes about what it takes
    record Revision(long revision, List<Change> changes, long bytes) {
        Revision {
            changes = List.copyOf(changes);
        }

        static Revision of(long revision, List<Change> changes) {
            return new Revision(revision, changes, changes.stream().mapToLong(Change::getSerializedSize).sum());
        }
    }

    /// Nothing up to this revision is known any more.
    long compacted() {
        return compacted;
    }

    void add(Revision revision) {
        revisions.add(revision);
        changes += revision.changes().size();
        bytes += revision.bytes();
        while (changes > MOST_CHANGES || bytes > MOST_BYTES) {
            var oldest = revisions.remove();
            compacted = oldest.revision();
            changes -= oldest.changes().size();
            bytes -= oldest.bytes();
        }
    }

    /// What lies before the given revision is not known.
    void restart(long revision) {
        revisions.clear();
        changes = 0;
        bytes = 0;
        compacted = revision;
    }

    /// In order; call only with a revision that is not compacted.
    List<Revision> since(long revision) {
        return revisions.stream().filter(r -> r.revision() >= revision).toList();
    }
}
