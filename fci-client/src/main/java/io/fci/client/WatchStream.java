package io.fci.client;

import io.fci.client.Channels.Channel;
import io.fci.v1.ErrorReason;
import io.fci.v1.WatchRequest;
import io.fci.v1.WatchResponse;
import io.fci.v1.WatchServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// One watch call to one node. gRPC's thread puts in, the watch's caller takes out and only then asks for the next message,
/// so at most one message and the end wait here.
final class WatchStream {
    private final Channel channel;
    private final Duration silence;
    private final ClientCall<WatchRequest, WatchResponse> call;
    private final BlockingQueue<Heard> heard = new ArrayBlockingQueue<>(2);
    private long lastHeard = System.nanoTime();

    /// What the node said, if anything.
    sealed interface Heard {}

    record Message(WatchResponse response) implements Heard {}

    record Ended(Failure failure) implements Heard {}

    record Nothing() implements Heard {}

    private WatchStream(Channel channel, Duration silence) {
        this.channel = channel;
        this.silence = silence;
        this.call = channel.grpc().newCall(WatchServiceGrpc.getWatchMethod(), CallOptions.DEFAULT);
    }

    static WatchStream open(Channel channel, WatchRequest request, Metadata headers, Duration silence) {
        var stream = new WatchStream(channel, silence);
        stream.call.start(stream.new Listener(), headers);
        stream.call.request(1);
        stream.call.sendMessage(request);
        stream.call.halfClose();
        return stream;
    }

    Channel channel() {
        return channel;
    }

    /// Waits for what comes next. A node that breaks its promise to say regularly that it is there counts as gone.
    Heard next(Duration atMost) throws InterruptedException {
        long quietFor = System.nanoTime() - lastHeard;
        long left = Math.max(0, Math.min(atMost.toNanos(), silence.toNanos() - quietFor));
        var next = heard.poll(left, TimeUnit.NANOSECONDS);
        if (next == null) {
            return System.nanoTime() - lastHeard < silence.toNanos() ? new Nothing() : silent();
        }
        lastHeard = System.nanoTime();
        if (next instanceof Message) {
            call.request(1);
        }
        return next;
    }

    void cancel() {
        call.cancel("not needed any more", null);
    }

    private Ended silent() {
        call.cancel("silent for too long", null);
        return new Ended(new Failure(Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_UNSPECIFIED,
                channel.endpoint() + " said nothing for " + silence.toSeconds() + " s", Map.of(), List.of(), false,
                Optional.empty()));
    }

    private final class Listener extends ClientCall.Listener<WatchResponse> {
        @Override
        public void onMessage(WatchResponse response) {
            heard.add(new Message(response));
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            // A node that stops closes its streams without an error; the watch goes on elsewhere all the same.
            var ended = status.isOk() ? Status.UNAVAILABLE.withDescription("the node ended the watch") : status;
            heard.add(new Ended(Failure.of(ended.asRuntimeException(trailers))));
        }
    }
}
