package io.fci.rpc;

import static io.fci.rpc.TestNode.instance;
import static io.fci.rpc.TestNode.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fci.core.log.Command;
import io.fci.core.state.GroupName;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.ResourceName;
import io.fci.v1.CreateGroupRequest;
import io.fci.v1.DrainNodeRequest;
import io.fci.v1.DrainStatus;
import io.fci.v1.GetNodeRequest;
import io.fci.v1.GroupServiceGrpc;
import io.fci.v1.Node;
import io.fci.v1.NodeServiceGrpc;
import io.fci.v1.Operation;
import io.fci.v1.ResumeNodeRequest;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Draining and resuming as callers of the API see them.
class NodeDrainTest {
    private static final GroupName ORDERS = new GroupName("orders");

    private TestNode node;
    private NodeServiceGrpc.NodeServiceBlockingStub nodes;

    @BeforeEach
    void start() throws StartFailed {
        node = new TestNode();
        nodes = NodeServiceGrpc.newBlockingStub(node.channel);
        GroupServiceGrpc.newBlockingStub(node.channel)
                .createGroup(CreateGroupRequest.newBuilder().setGroup(instance("orders", 50)).build());
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private Owned owner() {
        return node.journal.state().group(ORDERS).orElseThrow().owner().orElseThrow();
    }

    private Node owning() {
        return nodes.getNode(GetNodeRequest.newBuilder().setName(owner().node().value()).build()).getNode();
    }

    private Node get(String name) {
        return nodes.getNode(GetNodeRequest.newBuilder().setName(name).build()).getNode();
    }

    private void releases() {
        var owned = owner();
        node.decide(new Command.Released(owned.node(), owned.incarnation(), ORDERS, owned.epoch(), List.of()));
    }

    @Test
    void theDrainIsAnOperationThatEndsWhenTheNodeOwnsNothing() {
        var name = owning().getName();
        var request = DrainNodeRequest.newBuilder().setName(name).setReason("new disk").setRequestId("r1").build();
        var operation = nodes.drainNode(request).getOperation();
        assertThat(operation.getKind()).isEqualTo(Operation.Kind.KIND_DRAIN);
        assertThat(operation.getState()).isEqualTo(Operation.State.STATE_RUNNING);
        assertThat(operation.getTargetsList()).containsExactly(name);
        assertThat(nodes.drainNode(request).getOperation().getName()).as("asked again").isEqualTo(operation.getName());
        assertThat(get(name).getStatus().getDrain().getState()).isEqualTo(DrainStatus.State.STATE_RUNNING);

        releases();
        var drained = get(name);
        assertThat(drained.getSpec().getDrained()).isTrue();
        assertThat(drained.getSpec().getDrainReason()).isEqualTo("new disk");
        assertThat(drained.getStatus().getDrain().getState()).isEqualTo(DrainStatus.State.STATE_DONE);
        assertThat(drained.getStatus().getDrain().getMovedGroupsList()).containsExactly("groups/orders");
        assertThat(drained.getStatus().getDrain().hasSince()).isTrue();
        assertThat(owning().getName()).isNotEqualTo(name);

        nodes.resumeNode(ResumeNodeRequest.newBuilder().setName(name).setFailback(true).build());
        assertThat(get(name).getSpec().getDrained()).isFalse();
        releases();
        assertThat(owning().getName()).as("moved back").isEqualTo(name);
    }

    @Test
    void aDryRunSaysWhatWouldBeRefusedAndChangesNothing() {
        var name = owning().getName();
        nodes.drainNode(DrainNodeRequest.newBuilder().setName(name).setValidateOnly(true).build());
        assertThat(get(name).getSpec().getDrained()).isFalse();
        assertThat(reason(refused(() -> nodes.drainNode(DrainNodeRequest.newBuilder().setName(name).setTargetNode(name)
                .setValidateOnly(true).build())))).isEqualTo("NODE_NOT_ELIGIBLE");
        assertThat(reason(refused(() -> nodes.drainNode(DrainNodeRequest.newBuilder().setName(name).setMaxParallel(0)
                .build())))).isEqualTo("INVALID_FIELD");
        assertThat(reason(refused(() -> nodes.drainNode(DrainNodeRequest.newBuilder().setName(name)
                .setReason("two\nlines").build())))).isEqualTo("INVALID_FIELD");
        assertThat(reason(refused(() -> nodes.resumeNode(ResumeNodeRequest.newBuilder().setName("x9").build()))))
                .isEqualTo("NODE_NOT_FOUND");
    }

    @Test
    void aDrainThatFailsAtOnceIsAnOperationThatFailed() {
        var name = owning().getName();
        node.decide(new Command.LockResource(ORDERS, new ResourceName("ip"),
                Optional.of(new Command.Terms("backup", OptionalLong.empty()))));
        var operation = nodes.drainNode(DrainNodeRequest.newBuilder().setName(name).build()).getOperation();
        assertThat(operation.getState()).isEqualTo(Operation.State.STATE_FAILED);
        assertThat(operation.getFailure().getMessage()).isEqualTo("ip of orders is locked (backup)");
    }

    @Test
    void aPauseKeepsWhatIsThere() {
        var name = owning().getName();
        var answer = nodes.drainNode(DrainNodeRequest.newBuilder().setName(name).setKeepGroups(true).build());
        assertThat(answer.hasOperation()).isFalse();
        assertThat(get(name).getStatus().getDrain().getState()).isEqualTo(DrainStatus.State.STATE_NOT_STARTED);
        assertThat(owning().getName()).isEqualTo(name);
    }

    private static StatusRuntimeException refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call);
    }
}
