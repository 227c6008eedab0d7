package io.fci.client;

import io.fci.v1.WatchedObject;

/// One thing a watch tells.
public sealed interface WatchEvent {
    /// At which it happened; events of one revision follow each other.
    long revision();

    /// The object is like this now. A snapshot that had to be taken again repeats what did not change.
    record Put(long revision, WatchedObject object) implements WatchEvent {}

    /// The object is gone; it carries its name only.
    record Deleted(long revision, WatchedObject object) implements WatchEvent {}

    /// What was put so far is all there is at this revision. Comes again after a snapshot that had to be taken again.
    record Synced(long revision) implements WatchEvent {}
}
