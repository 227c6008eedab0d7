package io.fci.rpc;

import io.fci.v1.ErrorReason;
import io.fci.v1.WatchResponse;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;

/// One watch: what is still to be sent, and no more than a bound of it. The feed's thread adds, gRPC's threads send what the
/// connection takes; both under this object's lock, because a stream takes one message at a time and in order.
final class Watcher {
    /// A client that is further behind is told to come back: it holds memory of a node that has better uses for it.
    private static final int MOST_CHANGES = 10_000;
    private static final long MOST_BYTES = 16 << 20;

    private final ServerCallStreamObserver<WatchResponse> stream;
    private final WatchFilter filter;
    private final long start;
    private final boolean allowStale;
    private final long bookmarkNanos;
    private final ArrayDeque<WatchResponse> unsent = new ArrayDeque<>();
    private int unsentChanges;
    private long unsentBytes;
    private boolean ended;

    // Used by the feed's thread alone.
    private boolean live;
    private long lastToldNanos;
    private final long openedNanos;

    /// @param start first revision to send; 0: a snapshot first
    Watcher(ServerCallStreamObserver<WatchResponse> stream, WatchFilter filter, long start, boolean allowStale,
            Duration bookmarks, long nowNanos) {
        this.stream = stream;
        this.filter = filter;
        this.start = start;
        this.allowStale = allowStale;
        this.bookmarkNanos = bookmarks.toNanos();
        this.openedNanos = nowNanos;
        this.lastToldNanos = nowNanos;
    }

    WatchFilter filter() {
        return filter;
    }

    long start() {
        return start;
    }

    boolean allowStale() {
        return allowStale;
    }

    /// Gets changes as they come; before that it waits for its start to be reached.
    boolean live() {
        return live;
    }

    void goLive() {
        live = true;
    }

    boolean waitedFor(Duration atLeast, long nowNanos) {
        return nowNanos - openedNanos > atLeast.toNanos();
    }

    /// A stream that has unsent messages needs no sign of life.
    synchronized boolean bookmarkIsDue(long nowNanos) {
        return live && unsent.isEmpty() && nowNanos - lastToldNanos >= bookmarkNanos;
    }

    synchronized void tell(WatchResponse message, long nowNanos) {
        if (ended) {
            return;
        }
        lastToldNanos = nowNanos;
        unsent.add(message);
        unsentChanges += message.getChangesCount();
        unsentBytes += message.getSerializedSize();
        send();
        if (unsentChanges > MOST_CHANGES || unsentBytes > MOST_BYTES) {
            end(Statuses.of(ErrorReason.ERROR_REASON_SLOW_CONSUMER, "the watch is " + unsentChanges
                    + " changes behind, too many to keep for it; resume after the last revision that arrived",
                    "revision", Long.toString(message.getHeader().getRevision())));
        }
    }

    /// Sends as much as the connection takes without buffering.
    synchronized void send() {
        while (!ended && stream.isReady() && !unsent.isEmpty()) {
            var message = unsent.remove();
            unsentChanges -= message.getChangesCount();
            unsentBytes -= message.getSerializedSize();
            stream.onNext(message);
        }
    }

    synchronized void end(StatusRuntimeException why) {
        if (!ended && !stream.isCancelled()) {
            stream.onError(why);
        }
        forget();
    }

    /// The caller is gone.
    synchronized void forget() {
        ended = true;
        unsent.clear();
    }

    synchronized boolean ended() {
        return ended;
    }
}
