package io.fci.rpc;

import static io.fci.rpc.TestNode.instance;
import static io.fci.rpc.TestNode.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.state.NodeName;
import io.fci.v1.ConfirmNodeDownRequest;
import io.fci.v1.CreateGroupRequest;
import io.fci.v1.FenceNodeRequest;
import io.fci.v1.FencingDevice;
import io.fci.v1.GetGroupRequest;
import io.fci.v1.GetNodeRequest;
import io.fci.v1.Group;
import io.fci.v1.GroupServiceGrpc;
import io.fci.v1.GroupStatus;
import io.fci.v1.Node;
import io.fci.v1.NodeServiceGrpc;
import io.fci.v1.NodeStatus;
import io.fci.v1.Operation;
import io.fci.v1.SafetyPolicy;
import io.fci.v1.UpdateNodeRequest;
import io.grpc.StatusRuntimeException;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Fencing and takeovers as callers of the API see them.
class NodeFencingTest {
    private TestNode node;
    private NodeServiceGrpc.NodeServiceBlockingStub nodes;
    private GroupServiceGrpc.GroupServiceBlockingStub groups;

    @BeforeEach
    void start() throws StartFailed {
        node = new TestNode();
        nodes = NodeServiceGrpc.newBlockingStub(node.channel);
        groups = GroupServiceGrpc.newBlockingStub(node.channel);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static UpdateNodeRequest.Builder devices(FencingDevice... devices) {
        var request = UpdateNodeRequest.newBuilder();
        request.getNodeBuilder().setName("n1").getSpecBuilder().addAllFencingDevices(java.util.List.of(devices));
        return request;
    }

    private static FencingDevice.Builder ipmi() {
        return FencingDevice.newBuilder().setId("ipmi").setAgent("fence_ipmilan").putParameters("ip", "10.0.9.1");
    }

    private static StatusRuntimeException refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call);
    }

    private void create(SafetyPolicy.Takeover takeover) {
        var group = instance("orders", 50).toBuilder();
        group.getSpecBuilder().getSafetyBuilder().setTakeover(takeover);
        groups.createGroup(CreateGroupRequest.newBuilder().setGroup(group).build());
    }

    private long incarnation(String name) {
        return node.journal.state().node(new NodeName(name)).orElseThrow().life().last();
    }

    private void loseN1() {
        var attests = new TreeMap<NodeName, Long>();
        attests.put(new NodeName("n2"), incarnation("n2"));
        attests.put(new NodeName("n3"), incarnation("n3"));
        node.decide(new Command.NodeLost(new NodeName("n1"), incarnation("n1"), new Evidence.Attests(attests, 412)));
    }

    private Group orders() {
        return groups.getGroup(GetGroupRequest.newBuilder().setName("orders").build()).getGroup();
    }

    private Node n1() {
        return nodes.getNode(GetNodeRequest.newBuilder().setName("n1").build()).getNode();
    }

    @Test
    void devicesAreStoredAsTheyWereGivenWithTheirLevels() {
        var stored = nodes.updateNode(devices(ipmi().build(), FencingDevice.newBuilder().setId("pdu")
                .setAgent("fence_apc").addRunOn("nodes/n2").setPowerOn(true).build()).build()).getNode();
        assertThat(stored.getMeta().getEtag()).isEqualTo("1");
        assertThat(stored.getSpec().getFencingDevicesList()).extracting(FencingDevice::getLevel).containsExactly(1, 2);
        assertThat(stored.getSpec().getFencingDevices(0).getTimeout().getSeconds()).isEqualTo(60);
        assertThat(stored.getSpec().getFencingDevices(1).getRunOnList()).containsExactly("nodes/n2");
        var again = devices(stored.getSpec().getFencingDevices(0));
        again.getNodeBuilder().getMetaBuilder().setEtag("0");
        assertThat(reason(refused(() -> nodes.updateNode(again.build())))).isEqualTo("ETAG_MISMATCH");
    }

    @Test
    void whatCannotBeADeviceIsRefusedWithTheReason() {
        assertThat(refused(() -> nodes.updateNode(devices(ipmi().putParameters("password", "hush").build()).build()))
                .getStatus().getDescription()).contains("is a secret", "file:/path").doesNotContain("hush");
        assertThat(reason(refused(() -> nodes.updateNode(devices(ipmi().setAgent("../bin/sh").build()).build()))))
                .isEqualTo("INVALID_FIELD");
        assertThat(reason(refused(() -> nodes.updateNode(devices(ipmi().addRunOn("n1").build()).build()))))
                .isEqualTo("INVALID_FIELD");
        assertThat(reason(refused(() -> nodes.updateNode(devices(ipmi().build(), ipmi().build()).build()))))
                .isEqualTo("INVALID_FIELD");
        assertThat(reason(refused(() -> nodes.updateNode(devices(ipmi().putParameters("ip", "a\nb").build()).build()))))
                .isEqualTo("INVALID_FIELD");
        assertThat(node.journal.state().node(new NodeName("n1")).orElseThrow().fencing().devices()).isEmpty();
    }

    @Test
    void aGroupThatWaitsSaysForWhatAndWhatCanBeDone() {
        nodes.updateNode(devices(ipmi().build()).build());
        create(SafetyPolicy.Takeover.TAKEOVER_LEASE_AND_FENCE);
        loseN1();
        var status = orders().getStatus();
        assertThat(status.getState()).isEqualTo(GroupStatus.State.STATE_RECOVERING);
        assertThat(status.getOwner()).isEmpty();
        assertThat(status.getWait().getNode()).isEqualTo("nodes/n1");
        assertThat(status.getWait().getTakeover()).isEqualTo(SafetyPolicy.Takeover.TAKEOVER_LEASE_AND_FENCE);
        assertThat(status.getWait().hasSince()).isTrue();
        assertThat(status.getFailure().getMessage()).contains("n2 tries it with ipmi, attempt 1");
        assertThat(status.getFailure().getSuggestions(0).getCommand()).isEqualTo("fci node confirm-down n1");
        assertThat(n1().getStatus().getState()).isEqualTo(NodeStatus.State.STATE_FENCING);
        assertThat(n1().getStatus().getDownReason()).contains("not heard for 412 ms");
    }

    @Test
    void theNameIsTypedTwiceAndOnlyForANodeThatIsDown() {
        create(SafetyPolicy.Takeover.TAKEOVER_MANUAL);
        var request = ConfirmNodeDownRequest.newBuilder().setName("n1").setConfirmName("nodes/n1");
        assertThat(reason(refused(() -> nodes.confirmNodeDown(request.build())))).isEqualTo("NODE_NOT_DOWN");
        loseN1();
        assertThat(reason(refused(() -> nodes.confirmNodeDown(request.clone().setConfirmName("n2").build()))))
                .isEqualTo("INVALID_FIELD");
        assertThat(reason(refused(() -> nodes.confirmNodeDown(request.clone().setConfirmName("").build()))))
                .isEqualTo("INVALID_FIELD");
        assertThat(reason(refused(() -> nodes.confirmNodeDown(request.clone().setIncarnation(1).build()))))
                .isEqualTo("ETAG_MISMATCH");
        nodes.confirmNodeDown(request.clone().setValidateOnly(true).build());
        assertThat(orders().getStatus().getState()).isEqualTo(GroupStatus.State.STATE_RECOVERING);
        var answer = nodes.confirmNodeDown(request.setRequestId("once").setComment("seen").build());
        assertThat(answer.getOperation().getKind()).isEqualTo(Operation.Kind.KIND_FAILOVER);
        assertThat(orders().getStatus().getOwner()).isEqualTo("nodes/n2");
        assertThat(n1().getStatus().getDownReason()).contains("confirmed to be down by anonymous (seen)");
        assertThat(nodes.confirmNodeDown(request.build()).getHeader().getRevision())
                .isEqualTo(answer.getHeader().getRevision());
    }

    @Test
    void turningANodeOffIsAnOperationOfThatNode() {
        assertThat(reason(refused(() -> nodes.fenceNode(FenceNodeRequest.newBuilder().setName("n1").build()))))
                .isEqualTo("FENCING_UNAVAILABLE");
        nodes.updateNode(devices(ipmi().build()).build());
        var begun = nodes.fenceNode(FenceNodeRequest.newBuilder().setName("n1").setComment("smoke").build())
                .getOperation();
        assertThat(begun.getKind()).isEqualTo(Operation.Kind.KIND_FENCE);
        assertThat(begun.getTargetsList()).containsExactly("nodes/n1");
        assertThat(begun.getMessage()).isEqualTo("node n1 is to be turned off: smoke");
        assertThat(nodes.fenceNode(FenceNodeRequest.newBuilder().setName("n1").build()).getOperation().getName())
                .as("asked twice, done once").isEqualTo(begun.getName());
    }
}
