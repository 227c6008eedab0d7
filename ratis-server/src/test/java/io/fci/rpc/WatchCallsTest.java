package io.fci.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.GroupName;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import io.fci.journal.Journal;
import io.fci.v1.Change;
import io.fci.v1.CreateGroupRequest;
import io.fci.v1.Group;
import io.fci.v1.GroupServiceGrpc;
import io.fci.v1.ObjectKind;
import io.fci.v1.WatchRequest;
import io.fci.v1.WatchResponse;
import io.fci.v1.WatchResponse.Kind;
import io.fci.v1.WatchServiceGrpc;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchCallsTest {
    private final Context.CancellableContext context = Context.current().withCancellation();
    private volatile long heardMillisAgo;
    private TestNode node;

    @BeforeEach
    void start() throws StartFailed {
        node = new TestNode(Hearing::new);
    }

    @AfterEach
    void stop() {
        context.cancel(null);
        node.close();
    }

    /// The journal, with what it says about its leader settable.
    private final class Hearing implements Journal {
        private final Journal journal;

        Hearing(Journal journal) {
            this.journal = journal;
        }

        @Override
        public State state() {
            return journal.state();
        }

        @Override
        public CompletableFuture<Outcome> propose(Proposal proposal) {
            return journal.propose(proposal);
        }

        @Override
        public CompletableFuture<State> barrier() {
            return journal.barrier();
        }

        @Override
        public Subscription follow(Follower follower) {
            return journal.follow(follower);
        }

        @Override
        public Leadership leadership() {
            return new Leadership(Optional.of(new NodeName("n1")), true, 1, heardMillisAgo);
        }

        @Override
        public long clusterTime() {
            return journal.clusterTime();
        }

        @Override
        public void close() {
            journal.close();
        }
    }

    private Iterator<WatchResponse> watch(WatchRequest.Builder request) throws Exception {
        return context.call(() -> WatchServiceGrpc.newBlockingStub(node.channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .watch(request.build()));
    }

    private void create(String name, int host) {
        GroupServiceGrpc.newBlockingStub(node.channel)
                .createGroup(CreateGroupRequest.newBuilder().setGroup(TestNode.instance(name, host)).build());
    }

    private long revision() {
        return node.journal.state().revision();
    }

    private static List<String> names(WatchResponse response) {
        return response.getChangesList().stream().map(c -> switch (c.getObject().getObjectCase()) {
            case NODE -> c.getObject().getNode().getName();
            case GROUP -> c.getObject().getGroup().getName();
            case OPERATION -> c.getObject().getOperation().getName();
            case EVENT -> c.getObject().getEvent().getReason();
            case OBJECT_NOT_SET -> throw new AssertionError(c);
        }).toList();
    }

    @Test
    void beginsWithWhatThereIsAndGoesOnWithEachRevision() throws Exception {
        create("orders", 50);
        var stream = watch(WatchRequest.newBuilder());
        var snapshot = stream.next();
        assertThat(snapshot.getKind()).isEqualTo(Kind.KIND_SNAPSHOT);
        assertThat(names(snapshot)).containsExactly("nodes/n1", "nodes/n2", "nodes/n3", "groups/orders",
                "operations/1");
        var end = stream.next();
        assertThat(end.getKind()).isEqualTo(Kind.KIND_SNAPSHOT_END);
        assertThat(end.getHeader().getRevision()).isEqualTo(revision());

        create("billing", 51);
        var changes = stream.next();
        assertThat(changes.getKind()).isEqualTo(Kind.KIND_CHANGES);
        assertThat(changes.getHeader().getRevision()).isEqualTo(revision());
        assertThat(names(changes)).contains("groups/billing", "operations/2", "GROUP_CREATED", "GROUP_ASSIGNED");
        // A node shows what it owns.
        assertThat(names(changes)).anyMatch(n -> n.startsWith("nodes/"));

        node.decide(new Command.TakeOffline(new GroupName("billing"), OptionalLong.empty()));
        assertThat(names(stream.next())).contains("groups/billing", "operations/2", "operations/3");
    }

    @Test
    void anObjectThatIsDeletedIsToldByItsName() throws Exception {
        var offline = TestNode.instance("orders", 50).toBuilder();
        offline.getSpecBuilder().setDesiredState(io.fci.v1.GroupSpec.DesiredState.DESIRED_STATE_OFFLINE);
        GroupServiceGrpc.newBlockingStub(node.channel)
                .createGroup(CreateGroupRequest.newBuilder().setGroup(offline).build());
        var stream = watch(WatchRequest.newBuilder().addKinds(ObjectKind.OBJECT_KIND_GROUP));
        assertThat(stream.next().getKind()).isEqualTo(Kind.KIND_SNAPSHOT);
        assertThat(stream.next().getKind()).isEqualTo(Kind.KIND_SNAPSHOT_END);
        node.decide(new Command.DeleteGroup(new GroupName("orders"), OptionalLong.empty(), false));
        var change = stream.next().getChanges(0);
        assertThat(change.getType()).isEqualTo(Change.Type.TYPE_DELETE);
        assertThat(change.getObject().getGroup().getName()).isEqualTo("groups/orders");
        assertThat(change.getObject().getGroup().getSpec()).isEqualTo(Group.getDefaultInstance().getSpec());
    }

    @Test
    void resumesWithoutGapAndWithoutRepetition() throws Exception {
        create("a", 51);
        long seen = revision();
        create("b", 52);
        create("c", 53);
        var stream = watch(WatchRequest.newBuilder().setStartRevision(seen + 1).addKinds(ObjectKind.OBJECT_KIND_GROUP));
        assertThat(names(stream.next())).containsExactly("groups/b");
        assertThat(names(stream.next())).containsExactly("groups/c");
        create("d", 54);
        assertThat(names(stream.next())).containsExactly("groups/d");
    }

    @Test
    void aStartInTheFutureWaitsAndNothingOlderIsSent() throws Exception {
        long future = revision() + 3;
        var stream = watch(WatchRequest.newBuilder().setStartRevision(future).addKinds(ObjectKind.OBJECT_KIND_GROUP));
        create("a", 51);
        create("b", 52);
        create("c", 53);
        var first = stream.next();
        assertThat(first.getHeader().getRevision()).isEqualTo(future);
        assertThat(names(first)).containsExactly("groups/c");
    }

    @Test
    void aStartThatIsNeverReachedEnds() throws Exception {
        var stream = watch(WatchRequest.newBuilder().setStartRevision(1_000));
        var thrown = catchThrowableOfType(StatusRuntimeException.class, stream::hasNext);
        assertThat(TestNode.reason(thrown)).isEqualTo("NODE_BEHIND");
    }

    @Test
    void whatIsForgottenIsSaidToBe() throws Exception {
        // The server of this node began with what the journal had then: nothing before its first revision is remembered.
        var many = new ArrayList<String>();
        for (int i = 0; i < 3_000; i++) {
            many.add(i % 2 == 0 ? "on" : "off");
        }
        create("orders", 50);
        var group = new GroupName("orders");
        for (var what : many) {
            node.decide(what.equals("on")
                    ? new Command.TakeOffline(group, OptionalLong.empty())
                    : new Command.BringOnline(group, Optional.empty(), OptionalLong.empty()));
        }
        var stream = watch(WatchRequest.newBuilder().setStartRevision(5));
        var thrown = catchThrowableOfType(StatusRuntimeException.class, () -> {
            while (stream.hasNext()) {
                stream.next();
            }
        });
        assertThat(TestNode.reason(thrown)).isEqualTo("REVISION_COMPACTED");
        assertThat(TestNode.info(thrown).getMetadataMap()).containsEntry("current_revision", Long.toString(revision()))
                .containsKey("compact_revision");
    }

    @Test
    void filtersByNameAndTellsEventsOfWhatIsWatched() throws Exception {
        create("orders", 50);
        var stream = watch(WatchRequest.newBuilder().addNames("groups/billing"));
        assertThat(stream.next().getKind()).isEqualTo(Kind.KIND_SNAPSHOT_END);
        create("billing", 51);
        assertThat(names(stream.next())).contains("groups/billing", "GROUP_CREATED").doesNotContain("operations/2");
        var wrong = watch(WatchRequest.newBuilder().addNames("billing"));
        assertThat(TestNode.reason(catchThrowableOfType(StatusRuntimeException.class, wrong::hasNext)))
                .isEqualTo("INVALID_FIELD");
    }

    @Test
    void aSilentStreamSaysThatItLives() throws Exception {
        var stream = watch(WatchRequest.newBuilder().addKinds(ObjectKind.OBJECT_KIND_EVENT)
                .setBookmarkInterval(Duration.newBuilder().setSeconds(1)));
        assertThat(stream.next().getKind()).isEqualTo(Kind.KIND_SNAPSHOT_END);
        var bookmark = stream.next();
        assertThat(bookmark.getKind()).isEqualTo(Kind.KIND_BOOKMARK);
        assertThat(bookmark.getHeader().getRevision()).isEqualTo(revision());
    }

    @Test
    void aNodeThatIsCutOffEndsItsWatchesUnlessStaleIsAllowed() throws Exception {
        var strict = watch(WatchRequest.newBuilder().addKinds(ObjectKind.OBJECT_KIND_EVENT));
        var lenient = watch(WatchRequest.newBuilder().addKinds(ObjectKind.OBJECT_KIND_EVENT).setAllowStale(true)
                .setBookmarkInterval(Duration.newBuilder().setSeconds(1)));
        assertThat(strict.next().getKind()).isEqualTo(Kind.KIND_SNAPSHOT_END);
        assertThat(lenient.next().getKind()).isEqualTo(Kind.KIND_SNAPSHOT_END);
        heardMillisAgo = 60_000;
        assertThat(TestNode.reason(catchThrowableOfType(StatusRuntimeException.class, strict::hasNext)))
                .isEqualTo("NO_QUORUM");
        assertThat(lenient.next().getKind()).isEqualTo(Kind.KIND_BOOKMARK);
    }

    @Test
    void aWatcherThatDoesNotReadIsBoundedAndToldToResume() {
        var stream = new NeverReady();
        var watcher = new Watcher(stream, new WatchFilter(Set.of(), List.of()), 1, false,
                java.time.Duration.ofSeconds(1), 0);
        var message = WatchResponse.newBuilder().addChanges(Change.getDefaultInstance()).build();
        for (int i = 0; i < 10_000; i++) {
            watcher.tell(message, 0);
        }
        assertThat(watcher.ended()).isFalse();
        watcher.tell(message, 0);
        assertThat(watcher.ended()).isTrue();
        assertThat(TestNode.reason((StatusRuntimeException) stream.ended)).isEqualTo("SLOW_CONSUMER");
    }

    /// A connection that takes nothing.
    private static final class NeverReady extends ServerCallStreamObserver<WatchResponse> {
        Throwable ended;

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void setOnCancelHandler(Runnable handler) {}

        @Override
        public void setCompression(String compression) {}

        @Override
        public boolean isReady() {
            return false;
        }

        @Override
        public void setOnReadyHandler(Runnable handler) {}

        @Override
        public void request(int count) {}

        @Override
        public void setMessageCompression(boolean enable) {}

        @Override
        public void disableAutoInboundFlowControl() {}

        @Override
        public void onNext(WatchResponse value) {
            throw new AssertionError("sent although it was not ready");
        }

        @Override
        public void onError(Throwable t) {
            ended = t;
        }

        @Override
        public void onCompleted() {}
    }
}
