package io.fci.client;

import io.fci.client.Channels.Channel;
import io.fci.v1.Change;
import io.fci.v1.ErrorReason;
import io.fci.v1.WatchRequest;
import io.fci.v1.WatchResponse;
import io.fci.v1.WatchedObject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// Changes of the cluster in order, none missing and none twice, for as long as the caller asks: it goes on with another
/// node after a failure, where it was, and takes a new snapshot when that is too long ago. Ends only by [#close].
///
/// For one thread; `close` may be called by any. Takes the next message from the network when its caller has used up the
/// last one, so a slow caller costs no memory here.
public final class Watch implements Iterator<WatchEvent>, AutoCloseable {
    private static final Duration FOREVER = Duration.ofDays(3650);

    /// A node says at least this often that it is there; three times nothing means that it is not.
    private static final Duration BOOKMARKS = Duration.ofSeconds(2);

    private final Channels channels;
    private final Cluster cluster;
    private final WatchRequest request;
    private final Duration bookmarks;
    private final Duration silence;

    private final Backoff backoff = new Backoff();
    private final ArrayDeque<WatchEvent> ready = new ArrayDeque<>();

    /// What the caller was told exists; what a later snapshot lacks of it was deleted meanwhile.
    private final Map<String, WatchedObject> told = new TreeMap<>();
    private final Set<String> inSnapshot = new TreeSet<>();

    private long start;
    private int failures;
    private volatile Optional<WatchStream> stream = Optional.empty();
    private Optional<FciException> trouble = Optional.empty();
    private volatile boolean closed;

    Watch(Channels channels, Cluster cluster, WatchRequest request, Duration perAttempt) {
        this.channels = channels;
        this.cluster = cluster;
        this.bookmarks = request.hasBookmarkInterval()
                ? Duration.ofSeconds(request.getBookmarkInterval().getSeconds(),
                        request.getBookmarkInterval().getNanos())
                : BOOKMARKS;
        this.silence = bookmarks.multipliedBy(3).plus(perAttempt);
        this.request = request;
        this.start = request.getStartRevision();
    }

    /// Blocks until there is an event; false after [#close].
    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !closed) {
            advance(FOREVER);
        }
        return !closed;
    }

    @Override
    public WatchEvent next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the watch is closed");
        }
        return ready.remove();
    }

    /// Empty when nothing happened for so long, or after [#close].
    public Optional<WatchEvent> next(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        while (ready.isEmpty() && !closed) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            advance(Duration.ofNanos(left));
        }
        return closed ? Optional.empty() : Optional.of(ready.remove());
    }

    /// Why no node can be followed at the moment; empty while one is. The watch keeps trying.
    public Optional<FciException> trouble() {
        return trouble;
    }

    @Override
    public void close() {
        closed = true;
        stream.ifPresent(WatchStream::cancel);
    }

    /// Waits for one message, or does one step of recovery; at most for the given time.
    private void advance(Duration atMost) {
        var open = stream.orElseGet(this::open);
        try {
            var heard = open.next(atMost);
            if (heard instanceof WatchStream.Message message) {
                take(open.channel(), message.response());
            } else if (heard instanceof WatchStream.Ended ended) {
                recover(open.channel(), ended.failure(), atMost);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new UnavailableException(Failure.of("interrupted while waiting for changes"));
        }
    }

    private WatchStream open() {
        var next = request.toBuilder()
                .setStartRevision(start)
                .setBookmarkInterval(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(bookmarks.getSeconds())
                        .setNanos(bookmarks.getNano()))
                .build();
        var open = WatchStream.open(channels.present(), next, cluster.headers(), silence);
        inSnapshot.clear();
        stream = Optional.of(open);
        if (closed) {
            // Closed by another thread, which may not have seen this stream.
            open.cancel();
        }
        return open;
    }

    private void take(Channel channel, WatchResponse response) throws InterruptedException {
        var foreign = cluster.check(response, channel.endpoint());
        if (foreign.isPresent()) {
            stream.ifPresent(WatchStream::cancel);
            recover(channel, foreign.get(), FOREVER);
            return;
        }
        trouble = Optional.empty();
        failures = 0;
        backoff.reset();
        long revision = response.getHeader().getRevision();
        switch (response.getKind()) {
            case KIND_SNAPSHOT -> response.getChangesList().forEach(change -> {
                inSnapshot.add(nameOf(change.getObject()));
                tell(revision, change);
            });
            case KIND_SNAPSHOT_END -> {
                forgetWhatIsGone(revision);
                ready.add(new WatchEvent.Synced(revision));
                start = revision + 1;
            }
            case KIND_CHANGES -> {
                response.getChangesList().forEach(change -> tell(revision, change));
                start = revision + 1;
            }
            // Before the end of the snapshot nothing is promised yet.
            case KIND_BOOKMARK -> start = start == 0 ? 0 : Math.max(start, revision + 1);
            case KIND_UNSPECIFIED, UNRECOGNIZED -> {
                // Of a newer release; what this one must know comes in the kinds above.
            }
        }
    }

    private void tell(long revision, Change change) {
        var object = change.getObject();
        var name = nameOf(object);
        if (change.getType() == Change.Type.TYPE_DELETE) {
            told.remove(name);
            ready.add(new WatchEvent.Deleted(revision, object));
        } else {
            if (!object.hasEvent()) {
                // Events happen, they do not exist: no snapshot has them.
                told.put(name, nameOnly(object));
            }
            ready.add(new WatchEvent.Put(revision, object));
        }
    }

    private void forgetWhatIsGone(long revision) {
        var gone = new TreeMap<>(told);
        gone.keySet().removeAll(inSnapshot);
        gone.forEach((name, object) -> ready.add(new WatchEvent.Deleted(revision, object)));
        told.keySet().retainAll(inSnapshot);
        inSnapshot.clear();
    }

    private void recover(Channel channel, Failure failure, Duration atMost) throws InterruptedException {
        stream = Optional.empty();
        if (closed) {
            return;
        }
        if (failure.reason() == ErrorReason.ERROR_REASON_REVISION_COMPACTED) {
            start = 0;
            return;
        }
        if (failure.reason() == ErrorReason.ERROR_REASON_SLOW_CONSUMER) {
            return;
        }
        var said = failure.saying(channel.endpoint() + ": " + failure.message());
        if (!failure.worthRetrying()) {
            throw failure.asException();
        }
        trouble = Optional.of(new UnavailableException(said));
        channels.moveOn(channel);
        failures++;
        if (failures >= channels.count()) {
            var pause = backoff.next();
            TimeUnit.NANOSECONDS.sleep(Math.min(pause.toNanos(), atMost.toNanos()));
        }
    }

    /// "groups/orders", "nodes/n1", "operations/412", "events/...": unique over all kinds.
    private static String nameOf(WatchedObject object) {
        return switch (object.getObjectCase()) {
            case NODE -> object.getNode().getName();
            case GROUP -> object.getGroup().getName();
            case OPERATION -> object.getOperation().getName();
            case EVENT -> object.getEvent().getName();
            case OBJECT_NOT_SET -> "";
        };
    }

    private static WatchedObject nameOnly(WatchedObject object) {
        var only = WatchedObject.newBuilder();
        switch (object.getObjectCase()) {
            case NODE -> only.getNodeBuilder().setName(nameOf(object));
            case GROUP -> only.getGroupBuilder().setName(nameOf(object));
            case OPERATION -> only.getOperationBuilder().setName(nameOf(object));
            case EVENT, OBJECT_NOT_SET -> {
            }
        }
        return only.build();
    }
}
