package io.fci.rpc;

import io.fci.codec.api.Malformed;
import io.fci.v1.ErrorReason;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one unary call to its answer. Called on a virtual thread per call, which may block; how many do is bounded here.
final class Answers {
    /// A node that is asked more at once is better off saying so than remembering them all.
    private static final int MOST_AT_ONCE = 500;

    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    <A> void unary(StreamObserver<A> caller, Supplier<A> work) {
        if (!room.tryAcquire()) {
            caller.onError(Statuses.of(ErrorReason.ERROR_REASON_LIMIT_EXCEEDED,
                    "this node is answering " + MOST_AT_ONCE + " calls already; ask again later or another node",
                    "limit",
                    Integer.toString(MOST_AT_ONCE)));
            return;
        }
        A answer;
        try {
            answer = work.get();
        } catch (StatusRuntimeException e) {
            caller.onError(e);
            return;
        } catch (Malformed e) {
            caller.onError(Statuses.of(e));
            return;
        } catch (RuntimeException e) {
            caller.onError(bug(e));
            return;
        } finally {
            room.release();
        }
        caller.onNext(answer);
        caller.onCompleted();
    }

    /// Callers get an id to quote, never a stack trace.
    static StatusRuntimeException bug(RuntimeException e) {
        var id = UUID.randomUUID().toString();
        LOG.error("a call failed unexpectedly, correlation id {}", id, e);
        return Statuses.of(ErrorReason.ERROR_REASON_INTERNAL, "this node made a mistake; its log says more under " + id,
                "correlation_id", id);
    }
}
