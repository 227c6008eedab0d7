package io.fci.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.util.Durations;
import io.fci.core.log.Command;
import io.fci.core.state.GroupName;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Owned;
import io.fci.guard.wire.LeaseHealth;
import io.fci.v1.CheckOwnershipRequest;
import io.fci.v1.CheckOwnershipResponse;
import io.fci.v1.CreateGroupRequest;
import io.fci.v1.GetNodeRequest;
import io.fci.v1.GroupServiceGrpc;
import io.fci.v1.InstanceServiceGrpc;
import io.fci.v1.NodeServiceGrpc;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Node n1, asked who may act; what its guard says of the lease is set here.
class InstanceCallsTest {
    private static final GroupName ORDERS = new GroupName("orders");

    private record Right(long incarnation, String group, long epoch, Duration left) {}

    private final AtomicReference<Optional<Right>> right = new AtomicReference<>(Optional.empty());
    private final OwnLease lease = new OwnLease() {
        @Override
        public Optional<LeaseHealth> health() {
            return Optional.of(new LeaseHealth(1, 2, 3, 4, 5, 6, 7,
                    List.of(new LeaseHealth.Peer("n2", 8, 9, 10, 11, 12, 13, 14))));
        }

        @Override
        public Optional<Duration> left(long incarnation, String group, long epoch) {
            return right.get().filter(r -> r.incarnation() == incarnation && r.group().equals(group)
                    && r.epoch() == epoch).map(Right::left);
        }
    };
    private TestNode node;

    @BeforeEach
    void start() throws Exception {
        node = new TestNode(journal -> journal, lease);
        GroupServiceGrpc.newBlockingStub(node.channel).createGroup(CreateGroupRequest.newBuilder()
                .setRequestId(UUID.randomUUID().toString()).setGroup(TestNode.instance("orders", 50)).build());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void theOwnersNodeAnswersWithALittleLessThanItsGuardSays() {
        moveTo("n1");
        guardSays(owned(), Duration.ofMillis(250));
        var answer = check(owned().epoch());
        assertThat(answer.getOwner()).isEqualTo("nodes/n1");
        assertThat(Durations.toNanos(answer.getValidFor())).isEqualTo(249_500_000);
    }

    @Test
    void withoutALeaseTheOwnersNodeGivesNoRight() {
        moveTo("n1");
        assertThat(Durations.toNanos(check(owned().epoch()).getValidFor())).isZero();
    }

    @Test
    void anotherNodeAnswersWithTheOwnerAndNoRightWhateverItsGuardSays() {
        moveTo("n2");
        guardSays(owned(), Duration.ofMillis(250));
        var answer = check(owned().epoch());
        assertThat(answer.getOwner()).isEqualTo("nodes/n2");
        assertThat(Durations.toNanos(answer.getValidFor())).isZero();
    }

    @Test
    void whoeverActsUnderAnOldEpochIsToldSo() {
        moveTo("n1");
        long old = owned().epoch();
        moveTo("n2");
        var refused = catchThrowableOfType(StatusRuntimeException.class, () -> check(old));
        assertThat(TestNode.reason(refused)).isEqualTo("NOT_OWNER");
        assertThat(TestNode.info(refused).getMetadataMap()).containsEntry("owner", "nodes/n2")
                .containsEntry("owner_epoch", Long.toString(owned().epoch()));
    }

    @Test
    void anEpochThatThisNodeHasNotReachedIsNotCalledOld() {
        var refused = catchThrowableOfType(StatusRuntimeException.class,
                () -> check(node.journal.state().revision() + 1));
        assertThat(TestNode.reason(refused)).isEqualTo("NODE_BEHIND");
    }

    @Test
    void withoutAnEpochNothingIsAnswered() {
        var refused = catchThrowableOfType(StatusRuntimeException.class, () -> check(0));
        assertThat(TestNode.reason(refused)).isEqualTo("INVALID_FIELD");
    }

    @Test
    void aNodeShowsTheCountersOfItsOwnGuardOnly() {
        var nodes = NodeServiceGrpc.newBlockingStub(node.channel);
        var own = nodes.getNode(GetNodeRequest.newBuilder().setName("nodes/n1").build()).getNode().getStatus();
        assertThat(own.getLease().getNearMisses()).isEqualTo(2);
        assertThat(own.getLease().getPeers(0).getNode()).isEqualTo("nodes/n2");
        assertThat(own.getLease().getPeers(0).getUnsent()).isEqualTo(14);
        assertThat(nodes.getNode(GetNodeRequest.newBuilder().setName("nodes/n2").build()).getNode().getStatus()
                .hasLease()).isFalse();
    }

    private Owned owned() {
        return node.journal.state().group(ORDERS).orElseThrow().owner().orElseThrow();
    }

    private void guardSays(Owned owned, Duration left) {
        right.set(Optional.of(new Right(owned.incarnation(), "orders", owned.epoch(), left)));
    }

    /// Stopped where it was and owned there.
    private void moveTo(String target) {
        var to = new NodeName(target);
        if (owned().node().equals(to)) {
            return;
        }
        node.decide(new Command.MoveGroup(ORDERS, Optional.of(to), Optional.empty(), OptionalLong.empty(), true));
        var from = owned();
        node.decide(new Command.Released(from.node(), from.incarnation(), ORDERS, from.epoch()));
    }

    private CheckOwnershipResponse check(long epoch) {
        return InstanceServiceGrpc.newBlockingStub(node.channel).checkOwnership(
                CheckOwnershipRequest.newBuilder().setGroup("groups/orders").setOwnerEpoch(epoch).build());
    }
}
