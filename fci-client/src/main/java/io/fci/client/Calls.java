package io.fci.client;

import com.google.protobuf.Message;
import io.fci.client.Channels.Channel;
import io.fci.v1.ErrorReason;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// Unary calls: which node is asked, how often, for how long, and what is to be believed when none answers. Blocks the
/// calling thread; safe for use by any number of them.
final class Calls {
    /// What a node accepts; refused here already, because a larger request is cut off without its answer being read.
    static final int MOST_BYTES = 4 << 20;

    private final Channels channels;
    private final Cluster cluster;
    private final Duration budget;
    private final Duration perAttempt;

    Calls(Channels channels, Cluster cluster, Duration budget, Duration perAttempt) {
        this.channels = channels;
        this.cluster = cluster;
        this.budget = budget;
        this.perAttempt = perAttempt;
    }

    <Q extends Message, A extends Message> A read(MethodDescriptor<Q, A> method, Q request) {
        return call(method, request, Optional.empty(), budget, perAttempt);
    }

    /// A read that the node may hold back for a while.
    <Q extends Message, A extends Message> A longPoll(MethodDescriptor<Q, A> method, Q request, Duration held) {
        return call(method, request, Optional.empty(), held.plus(budget), held.plus(perAttempt));
    }

    /// The request carries the id already: every attempt sends the same bytes.
    <Q extends Message, A extends Message> A mutate(MethodDescriptor<Q, A> method, Q request, String requestId) {
        return call(method, request, Optional.of(requestId), budget, perAttempt);
    }

    private <Q extends Message, A extends Message> A call(MethodDescriptor<Q, A> method, Q request,
            Optional<String> requestId, Duration whole, Duration attempt) {
        refuseTooLarge(request);
        long end = System.nanoTime() + whole.toNanos();
        var backoff = new Backoff();
        var maybeDone = false;
        var said = new TreeMap<Integer, Failure>();
        for (int tries = 1;; tries++) {
            long left = end - System.nanoTime();
            var channel = channels.present();
            var sent = new Sent();
            Failure failure;
            try {
                var answer = once(channel, method, request, Math.min(left, attempt.toNanos()), sent);
                var foreign = cluster.check(answer, channel.endpoint());
                if (foreign.isEmpty()) {
                    return answer;
                }
                failure = foreign.get();
            } catch (StatusRuntimeException e) {
                failure = Failure.of(e);
            }
            maybeDone |= requestId.isPresent() && failure.mayBeDone(sent.yes());
            said.put(channel.index(), failure.saying(channel.endpoint() + ": " + failure.message()));
            if (!failure.worthRetrying()) {
                throw finalAnswer(failure, maybeDone, requestId);
            }
            channels.moveOn(channel);
            // The other endpoints are asked at once: that one node is gone says nothing about them.
            var pause = tries % channels.count() == 0 ? backoff.next() : Duration.ZERO;
            left = end - System.nanoTime() - pause.toNanos();
            if (left <= 0 || allForeign(said) || !slept(pause)) {
                throw noAnswer(said, whole, maybeDone, requestId);
            }
        }
    }

    private <Q, A> A once(Channel channel, MethodDescriptor<Q, A> method, Q request, long nanos, Sent sent) {
        var withHeaders = ClientInterceptors.intercept(channel.grpc(),
                MetadataUtils.newAttachHeadersInterceptor(cluster.headers()));
        var options = CallOptions.DEFAULT.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS).withStreamTracerFactory(sent);
        return ClientCalls.blockingUnaryCall(withHeaders, method, options, request);
    }

    /// An answer that another node would give as well. It may still hide that an earlier attempt was done, or that this
    /// one was before the node failed.
    private static FciException finalAnswer(Failure failure, boolean maybeDone, Optional<String> requestId) {
        if (requestId.isPresent() && maybeDone && !failure.judged()) {
            return maybeDone(failure, requestId.get());
        }
        return failure.asException();
    }

    private static FciException noAnswer(Map<Integer, Failure> said, Duration whole, boolean maybeDone,
            Optional<String> requestId) {
        var all = said.values().stream().map(Failure::message).toList();
        var telling = mostTelling(List.copyOf(said.values()))
                .saying("no node could answer within " + seconds(whole) + ": " + String.join("; ", all));
        if (requestId.isEmpty()) {
            return new UnavailableException(telling);
        }
        return maybeDone ? maybeDone(telling, requestId.get()) : new NotDoneException(telling);
    }

    private static MaybeDoneException maybeDone(Failure failure, String requestId) {
        return new MaybeDoneException(
                failure.saying(failure.message() + ". It may have been done all the same: look, or"
                        + " ask again with request id " + requestId + ", which does it once"),
                requestId);
    }

    /// A node's own words before the transport's.
    private static Failure mostTelling(List<Failure> said) {
        return said.stream().filter(Failure::spoken).findFirst().orElse(said.get(0));
    }

    private boolean allForeign(Map<Integer, Failure> said) {
        return said.size() == channels.count()
                && said.values().stream().allMatch(f -> f.reason() == ErrorReason.ERROR_REASON_WRONG_CLUSTER);
    }

    private static void refuseTooLarge(Message request) {
        int size = request.getSerializedSize();
        if (size > MOST_BYTES) {
            throw new LimitException(new Failure(Status.Code.RESOURCE_EXHAUSTED,
                    ErrorReason.ERROR_REASON_LIMIT_EXCEEDED,
                    "the request has " + size + " bytes; the most a node accepts is " + MOST_BYTES
                            + ". Shorten its commands, environments or labels",
                    Map.of("limit", Integer.toString(MOST_BYTES)), List.of(), false, Optional.empty()));
        }
    }

    /// False when the thread was interrupted, which ends the call.
    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String seconds(Duration whole) {
        return whole.toMillis() % 1_000 == 0 ? whole.toSeconds() + " s" : whole.toMillis() + " ms";
    }
}
