package io.fci.rpc;

import com.google.protobuf.Duration;
import io.fci.v1.ErrorReason;
import io.fci.v1.WatchRequest;
import io.fci.v1.WatchResponse;
import io.fci.v1.WatchServiceGrpc;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/// WatchService: reads the request and hands the stream to the feed.
final class WatchCalls extends WatchServiceGrpc.WatchServiceImplBase {
    private static final long USUAL_BOOKMARK_SECONDS = 10;
    private static final long MOST_BOOKMARK_SECONDS = 3_600;

    private final Feed feed;

    WatchCalls(Feed feed) {
        this.feed = feed;
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchResponse> caller) {
        var stream = (ServerCallStreamObserver<WatchResponse>) caller;
        Watcher watcher;
        try {
            if (request.getStartRevision() < 0) {
                throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, "the start revision is "
                        + request.getStartRevision()
                        + "; give 0 for a snapshot, or the last revision that arrived plus 1",
                        "field", "start_revision");
            }
            watcher = new Watcher(stream, WatchFilter.of(request), request.getStartRevision(), request.getAllowStale(),
                    bookmarks(request), System.nanoTime());
        } catch (StatusRuntimeException e) {
            caller.onError(e);
            return;
        }
        stream.setOnReadyHandler(watcher::send);
        stream.setOnCancelHandler(watcher::forget);
        feed.open(watcher);
    }

    private static java.time.Duration bookmarks(WatchRequest request) {
        if (!request.hasBookmarkInterval()) {
            return java.time.Duration.ofSeconds(USUAL_BOOKMARK_SECONDS);
        }
        Duration asked = request.getBookmarkInterval();
        if (asked.getSeconds() < 1 || asked.getSeconds() > MOST_BOOKMARK_SECONDS || asked.getNanos() < 0) {
            throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, "the interval of bookmarks is "
                    + asked.getSeconds() + "s; give 1s to " + MOST_BOOKMARK_SECONDS + "s", "field",
                    "bookmark_interval");
        }
        return java.time.Duration.ofSeconds(asked.getSeconds(), asked.getNanos());
    }
}
