package io.fci.client;

import static io.fci.client.ScriptedNode.header;
import static io.fci.client.ScriptedNode.refuse;
import static io.fci.client.ScriptedNode.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.Code;
import io.fci.client.WatchEvent.Deleted;
import io.fci.client.WatchEvent.Put;
import io.fci.client.WatchEvent.Synced;
import io.fci.v1.Change;
import io.fci.v1.ErrorReason;
import io.fci.v1.Group;
import io.fci.v1.Operation;
import io.fci.v1.WatchRequest;
import io.fci.v1.WatchResponse;
import io.fci.v1.WatchResponse.Kind;
import io.fci.v1.WatchedObject;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private ScriptedNode one;
    private ScriptedNode two;
    private FciClient client;

    @BeforeEach
    void start() throws IOException {
        one = new ScriptedNode();
        two = new ScriptedNode();
        client = FciClient.builder().endpoints(one.endpoint(), two.endpoint()).plaintext().build();
    }

    @AfterEach
    void stop() {
        client.close();
        one.close();
        two.close();
    }

    private static WatchedObject group(String name) {
        return WatchedObject.newBuilder().setGroup(Group.newBuilder().setName("groups/" + name)).build();
    }

    private static Change put(WatchedObject object) {
        return Change.newBuilder().setType(Change.Type.TYPE_PUT).setObject(object).build();
    }

    private static WatchResponse message(Kind kind, long revision, Change... changes) {
        return WatchResponse.newBuilder().setHeader(header(revision)).setKind(kind).addAllChanges(List.of(changes))
                .build();
    }

    private static Consumer<StreamObserver<WatchResponse>> send(WatchResponse... messages) {
        return caller -> List.of(messages).forEach(caller::onNext);
    }

    private static Consumer<StreamObserver<WatchResponse>> sendThenFail(Throwable end, WatchResponse... messages) {
        return caller -> {
            List.of(messages).forEach(caller::onNext);
            caller.onError(end);
        };
    }

    private List<WatchEvent> take(Watch watch, int count) {
        var events = new ArrayList<WatchEvent>();
        while (events.size() < count) {
            events.add(watch.next(PATIENCE).orElseThrow(() -> new AssertionError("only " + events)));
        }
        return events;
    }

    @Test
    void goesOnAfterTheLastRevisionWithAnotherNode() {
        one.onWatch(sendThenFail(Status.UNAVAILABLE.asRuntimeException(),
                message(Kind.KIND_SNAPSHOT, 5, put(group("a"))), message(Kind.KIND_SNAPSHOT_END, 5),
                message(Kind.KIND_CHANGES, 6, put(group("b"))), message(Kind.KIND_BOOKMARK, 9)));
        two.onWatch(send(message(Kind.KIND_CHANGES, 11, put(group("c")))));
        try (var watch = client.watch(WatchRequest.getDefaultInstance())) {
            assertThat(take(watch, 4)).containsExactly(new Put(5, group("a")), new Synced(5), new Put(6, group("b")),
                    new Put(11, group("c")));
        }
        assertThat(one.watched.get(0).getStartRevision()).isZero();
        assertThat(two.watched.get(0).getStartRevision()).isEqualTo(10);
    }

    @Test
    void takesANewSnapshotAfterCompactionAndTellsWhatIsGone() {
        one.onWatch(sendThenFail(Status.UNAVAILABLE.asRuntimeException(),
                message(Kind.KIND_SNAPSHOT, 5, put(group("a")), put(group("b"))), message(Kind.KIND_SNAPSHOT_END, 5)));
        two.onWatch(refuse(status(Code.OUT_OF_RANGE, ErrorReason.ERROR_REASON_REVISION_COMPACTED, "too old")))
                .onWatch(send(message(Kind.KIND_SNAPSHOT, 90, put(group("b"))), message(Kind.KIND_SNAPSHOT_END, 90)));
        try (var watch = client.watch(WatchRequest.getDefaultInstance())) {
            assertThat(take(watch, 6)).containsExactly(new Put(5, group("a")), new Put(5, group("b")), new Synced(5),
                    new Put(90, group("b")), new Deleted(90, group("a")), new Synced(90));
        }
    }

    @Test
    void aSnapshotThatBreaksOffIsTakenAgainFromTheStart() {
        one.onWatch(sendThenFail(Status.UNAVAILABLE.asRuntimeException(),
                message(Kind.KIND_SNAPSHOT, 5, put(group("a")))));
        two.onWatch(send(message(Kind.KIND_SNAPSHOT, 6, put(group("b"))), message(Kind.KIND_SNAPSHOT_END, 6)));
        try (var watch = client.watch(WatchRequest.getDefaultInstance())) {
            assertThat(take(watch, 4)).containsExactly(new Put(5, group("a")), new Put(6, group("b")),
                    new Deleted(6, group("a")), new Synced(6));
        }
        assertThat(two.watched.get(0).getStartRevision()).isZero();
    }

    @Test
    void aSlowConsumerResumesOnTheSameNode() {
        one.onWatch(sendThenFail(status(Code.ABORTED, ErrorReason.ERROR_REASON_SLOW_CONSUMER, "too slow"),
                message(Kind.KIND_SNAPSHOT_END, 5)))
                .onWatch(send(message(Kind.KIND_CHANGES, 6, put(group("a")))));
        try (var watch = client.watch(WatchRequest.getDefaultInstance())) {
            assertThat(take(watch, 2)).containsExactly(new Synced(5), new Put(6, group("a")));
        }
        assertThat(one.watched).hasSize(2);
        assertThat(one.watched.get(1).getStartRevision()).isEqualTo(6);
    }

    @Test
    void aRequestThatIsWrongEndsTheWatch() {
        one.onWatch(refuse(status(Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_INVALID_FIELD, "bad name")));
        try (var watch = client.watch(WatchRequest.getDefaultInstance())) {
            assertThat(catchThrowableOfType(InvalidException.class, watch::hasNext)).hasMessage("bad name");
        }
    }

    @Test
    void tellsWhyNothingComesWhileNoNodeCanBeFollowed() {
        one.onWatch(refuse(status(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_NO_QUORUM, "alone")));
        two.onWatch(refuse(status(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_NO_QUORUM, "alone")));
        try (var watch = client.watch(WatchRequest.getDefaultInstance())) {
            assertThat(watch.next(Duration.ofMillis(400))).isEmpty();
            assertThat(watch.trouble()).hasValueSatisfying(t -> assertThat(t).hasMessageContaining("alone"));
        }
    }

    @Test
    void closingEndsTheIteration() throws InterruptedException {
        one.onWatch(send(message(Kind.KIND_SNAPSHOT_END, 5)));
        var watch = client.watch(WatchRequest.getDefaultInstance());
        assertThat(watch.next()).isEqualTo(new Synced(5));
        var closer = new Thread(watch::close);
        closer.start();
        assertThat(watch.hasNext()).isFalse();
        closer.join();
    }

    @Test
    void anOperationIsFollowedToItsEnd() {
        var running = Operation.newBuilder().setName("operations/4").setState(Operation.State.STATE_RUNNING).build();
        var done = running.toBuilder().setState(Operation.State.STATE_SUCCEEDED).build();
        one.onWatch(send(message(Kind.KIND_SNAPSHOT, 5, put(operation(running))), message(Kind.KIND_SNAPSHOT_END, 5),
                message(Kind.KIND_CHANGES, 6, put(operation(done)))));
        var seen = new ArrayList<Operation>();
        var handle = new OperationHandle(running, 5, client::watch);

        assertThat(handle.await(PATIENCE, seen::add)).isEqualTo(done);

        assertThat(seen).containsExactly(running, done);
        assertThat(one.watched.get(0).getNamesList()).containsExactly("operations/4");
    }

    @Test
    void anOperationThatFailsOrIsForgottenOrGoesOnSaysSo() {
        var running = Operation.newBuilder().setName("operations/4").setState(Operation.State.STATE_RUNNING).build();
        var failed = running.toBuilder().setState(Operation.State.STATE_FAILED);
        failed.getFailureBuilder().setMessage("it did not start");
        one.onWatch(send(message(Kind.KIND_SNAPSHOT, 5, put(operation(failed.build())))))
                .onWatch(send(message(Kind.KIND_SNAPSHOT_END, 5)))
                .onWatch(send(message(Kind.KIND_SNAPSHOT_END, 4)));

        assertThat(catchThrowableOfType(OperationFailedException.class,
                () -> new OperationHandle(running, 5, client::watch).await(PATIENCE)))
                .hasMessage("operation 4 failed: it did not start");
        assertThat(catchThrowableOfType(OperationFailedException.class,
                () -> new OperationHandle(running, 5, client::watch).await(PATIENCE)))
                .hasMessageContaining("not remembered");
        // The node has not got so far yet, so it may still come.
        assertThat(catchThrowableOfType(WaitTimedOutException.class,
                () -> new OperationHandle(running, 5, client::watch).await(Duration.ofMillis(300))))
                .hasMessageContaining("goes on");
    }

    private static WatchedObject operation(Operation operation) {
        return WatchedObject.newBuilder().setOperation(operation).build();
    }
}
