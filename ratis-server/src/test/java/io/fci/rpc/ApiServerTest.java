package io.fci.rpc;

import static io.fci.rpc.TestNode.instance;
import static io.fci.rpc.TestNode.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import io.fci.core.log.Command;
import io.fci.core.state.GroupName;
import io.fci.core.state.ResourceName;
import io.fci.journal.NotDecided;
import io.fci.v1.BringGroupOnlineRequest;
import io.fci.v1.CreateGroupRequest;
import io.fci.v1.DeleteGroupRequest;
import io.fci.v1.GetGroupRequest;
import io.fci.v1.GetNodeRequest;
import io.fci.v1.GetOperationRequest;
import io.fci.v1.Group;
import io.fci.v1.GroupServiceGrpc;
import io.fci.v1.GroupServiceGrpc.GroupServiceBlockingStub;
import io.fci.v1.GroupSpec.DesiredState;
import io.fci.v1.GroupStatus;
import io.fci.v1.ListGroupsRequest;
import io.fci.v1.ListNodesRequest;
import io.fci.v1.ListOperationsRequest;
import io.fci.v1.MoveGroupRequest;
import io.fci.v1.Node;
import io.fci.v1.NodeServiceGrpc;
import io.fci.v1.Operation;
import io.fci.v1.OperationServiceGrpc;
import io.fci.v1.PageRequest;
import io.fci.v1.ReadOptions;
import io.fci.v1.TakeGroupOfflineRequest;
import io.fci.v1.UpdateGroupRequest;
import io.fci.v1.WaitOperationRequest;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.MetadataUtils;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiServerTest {
    private TestNode node;
    private GroupServiceBlockingStub groups;
    private OperationServiceGrpc.OperationServiceBlockingStub operations;

    @BeforeEach
    void start() throws StartFailed {
        node = new TestNode();
        groups = GroupServiceGrpc.newBlockingStub(node.channel);
        operations = OperationServiceGrpc.newBlockingStub(node.channel);
    }

    @AfterEach
    void stop() {
        node.close();
    }

    private static CreateGroupRequest creation(String name, int host) {
        return CreateGroupRequest.newBuilder().setGroup(instance(name, host)).setRequestId("create-" + name).build();
    }

    private static StatusRuntimeException refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call);
    }

    /// The owner reports that everything runs.
    private void online(String name) {
        var group = node.journal.state().group(new GroupName(name)).orElseThrow();
        var owner = group.owner().orElseThrow();
        for (var resource : List.of("ip", "name", "process")) {
            node.decide(new Command.ReportResource(owner.node(), owner.incarnation(), group.name(), owner.epoch(),
                    new ResourceName(resource), 1, new Command.Report.Online(), 40));
        }
    }

    @Test
    void aGroupIsCreatedStartedShownMovedAndDeleted() {
        var created = groups.createGroup(creation("orders", 50));
        assertThat(created.getGroup().getName()).isEqualTo("groups/orders");
        assertThat(created.getGroup().getMeta().getEtag()).isEqualTo("1");
        assertThat(created.getGroup().getStatus().getState()).isEqualTo(GroupStatus.State.STATE_STARTING);
        assertThat(created.getOperation().getState()).isEqualTo(Operation.State.STATE_RUNNING);
        assertThat(created.getHeader().getClusterId()).isEqualTo(TestNode.CLUSTER.toString());
        assertThat(created.getHeader().getRevision()).isEqualTo(node.journal.state().revision());

        online("orders");
        var group = groups.getGroup(GetGroupRequest.newBuilder().setName("orders").build()).getGroup();
        assertThat(group.getStatus().getState()).isEqualTo(GroupStatus.State.STATE_ONLINE);
        assertThat(group.getStatus().getOwner()).isEqualTo("nodes/n1");
        assertThat(group.getStatus().getOwnerEpoch()).isEqualTo(created.getHeader().getRevision());
        assertThat(group.getStatus().getStandbyNodesList()).containsExactly("nodes/n2", "nodes/n3");
        assertThat(group.getStatus().getInstance().getAddressesList()).containsExactly("10.77.0.50");
        var operation = operations.getOperation(
                GetOperationRequest.newBuilder().setName(created.getOperation().getName()).build()).getOperation();
        assertThat(operation.getState()).isEqualTo(Operation.State.STATE_SUCCEEDED);

        var move = groups.moveGroup(MoveGroupRequest.newBuilder().setName("groups/orders").setNode("nodes/n3").build());
        assertThat(move.getOperation().getKind()).isEqualTo(Operation.Kind.KIND_MOVE);
        assertThat(move.getOperation().getFromNode()).isEqualTo("nodes/n1");
        assertThat(reason(
                refused(() -> groups.moveGroup(MoveGroupRequest.newBuilder().setName("orders").setNode("n2").build()))))
                .isEqualTo("OPERATION_IN_PROGRESS");
        assertThat(reason(refused(() -> groups.deleteGroup(DeleteGroupRequest.newBuilder().setName("orders").build()))))
                .isEqualTo("GROUP_ONLINE");

        var deletion = groups.deleteGroup(DeleteGroupRequest.newBuilder().setName("orders").setForce(true).build());
        assertThat(deletion.getOperation().getKind()).isEqualTo(Operation.Kind.KIND_DELETE);
        var owned = node.journal.state().group(new GroupName("orders")).orElseThrow().owner().orElseThrow();
        node.decide(new Command.Released(owned.node(), owned.incarnation(), new GroupName("orders"), owned.epoch()));
        var gone = refused(() -> groups.getGroup(GetGroupRequest.newBuilder().setName("orders").build()));
        assertThat(gone.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
        assertThat(gone.getStatus().getDescription()).isEqualTo("there is no group 'orders' (there are no groups)");
    }

    @Test
    void aRepeatedRequestGetsTheFirstAnswerAndAReusedIdIsRefused() {
        var first = groups.createGroup(creation("orders", 50));
        online("orders");
        var again = groups.createGroup(creation("orders", 50));
        assertThat(again.getHeader().getRevision()).isEqualTo(first.getHeader().getRevision());
        assertThat(again.getOperation().getName()).isEqualTo(first.getOperation().getName());
        assertThat(node.journal.state().groups()).hasSize(1);

        var other = creation("orders", 51);
        assertThat(reason(refused(() -> groups.createGroup(other)))).isEqualTo("REQUEST_ID_REUSED");
        assertThat(reason(refused(() -> groups.createGroup(other.toBuilder().setRequestId("a b").build()))))
                .isEqualTo("INVALID_FIELD");
    }

    @Test
    void aDryRunChangesNothingAndIsJudgedTheSame() {
        var before = node.journal.state();
        var tried = groups.createGroup(creation("orders", 50).toBuilder().setValidateOnly(true).build());
        assertThat(tried.getGroup().getStatus().getOwner()).isEqualTo("nodes/n1");
        assertThat(tried.getOperation().getName()).isEmpty();
        assertThat(node.journal.state()).isSameAs(before);

        groups.createGroup(creation("orders", 50));
        assertThat(reason(refused(() -> groups.createGroup(CreateGroupRequest.newBuilder()
                .setGroup(instance("orders", 51)).setValidateOnly(true).build())))).isEqualTo("GROUP_EXISTS");
    }

    @Test
    void refusalsOfTheCoreKeepTheirSentenceAndFacts() {
        groups.createGroup(creation("orders", 50));
        var taken = refused(() -> groups.createGroup(creation("billing", 50)));
        assertThat(taken.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
        assertThat(TestNode.info(taken).getMetadataMap()).containsEntry("address", "10.77.0.50").containsEntry("group",
                "orders");
        assertThat(taken.getStatus().getDescription()).contains("'orders'");

        var bare = instance("bare", 51).toBuilder();
        bare.getSpecBuilder().getResourcesBuilder(2).clearDependsOn();
        var rule = refused(() -> groups.createGroup(CreateGroupRequest.newBuilder().setGroup(bare).build()));
        assertThat(rule.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(rule.getStatus().getDescription()).contains("network name");

        var unknown = refused(
                () -> groups.moveGroup(MoveGroupRequest.newBuilder().setName("orders").setNode("n9").build()));
        assertThat(reason(unknown)).isEqualTo("NODE_NOT_FOUND");
        assertThat(unknown.getStatus().getDescription()).contains("n1, n2, n3");
    }

    @Test
    void malformedRequestsNameTheFieldAndNothingIsProposed() {
        var before = node.journal.state();
        var bad = refused(
                () -> groups.createGroup(CreateGroupRequest.newBuilder().setGroup(instance("orders", 255)).build()));
        assertThat(bad.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(reason(bad)).isEqualTo("INVALID_FIELD");
        assertThat(TestNode.info(bad).getMetadataMap()).containsEntry("field",
                "group.spec.resources[0].ip_address.address");
        assertThat(bad.getStatus().getDescription()).contains("broadcast address");
        assertThat(node.journal.state()).isSameAs(before);
    }

    @Test
    void anUpdateChangesWhatItNamesAndNothingThatSomebodyElseChanged() {
        groups.createGroup(creation("orders", 50));
        var change = Group.newBuilder().setName("orders").putLabels("team", "payments");
        change.getSpecBuilder().getPlacementBuilder().addPreferredNodes("n2");
        var updated = groups.updateGroup(UpdateGroupRequest.newBuilder().setGroup(change)
                .setUpdateMask(
                        FieldMask.newBuilder().addPaths("spec.placement.preferred_nodes").addPaths("labels.team"))
                .build()).getGroup();
        assertThat(updated.getSpec().getPlacement().getPreferredNodesList()).containsExactly("nodes/n2");
        assertThat(updated.getSpec().getResourcesCount()).isEqualTo(3);
        assertThat(updated.getLabelsMap()).containsEntry("team", "payments");
        assertThat(updated.getMeta().getEtag()).isEqualTo("2");

        var stale = updated.toBuilder();
        stale.getMetaBuilder().setEtag("1");
        assertThat(reason(refused(() -> groups.updateGroup(UpdateGroupRequest.newBuilder().setGroup(stale).build()))))
                .isEqualTo("ETAG_MISMATCH");
        // What was read can be sent back.
        assertThat(groups.updateGroup(UpdateGroupRequest.newBuilder().setGroup(updated).build()).getGroup().getMeta()
                .getEtag()).isEqualTo("2");

        var off = updated.toBuilder();
        off.getSpecBuilder().setDesiredState(DesiredState.DESIRED_STATE_OFFLINE);
        assertThat(refused(() -> groups.updateGroup(UpdateGroupRequest.newBuilder().setGroup(off).build()))
                .getStatus().getDescription()).contains("take it offline");
        assertThat(reason(refused(() -> groups.updateGroup(UpdateGroupRequest.newBuilder().setGroup(change)
                .setUpdateMask(FieldMask.newBuilder().addPaths("status.owner")).build())))).isEqualTo("INVALID_FIELD");
    }

    @Test
    void onlineAndOfflineAnswerSucceededWhenItIsSoAlready() {
        groups.createGroup(creation("orders", 50));
        online("orders");
        var again = groups.bringGroupOnline(BringGroupOnlineRequest.newBuilder().setName("orders").build())
                .getOperation();
        assertThat(again.getState()).isEqualTo(Operation.State.STATE_SUCCEEDED);
        var off = groups.takeGroupOffline(TakeGroupOfflineRequest.newBuilder().setName("orders").build())
                .getOperation();
        assertThat(off.getState()).isEqualTo(Operation.State.STATE_RUNNING);
    }

    @Test
    void listingsComeInPages() {
        for (int i = 1; i <= 5; i++) {
            groups.createGroup(creation("g" + i, 50 + i));
        }
        var names = new ArrayList<String>();
        var token = "";
        do {
            var page = groups.listGroups(ListGroupsRequest.newBuilder()
                    .setPage(PageRequest.newBuilder().setPageSize(2).setPageToken(token)).build());
            assertThat(page.getGroupsCount()).isLessThanOrEqualTo(2);
            page.getGroupsList().forEach(g -> names.add(g.getName()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        assertThat(names).containsExactly("groups/g1", "groups/g2", "groups/g3", "groups/g4", "groups/g5");
        assertThat(groups.listGroups(ListGroupsRequest.newBuilder().setOwner("n2").build()).getGroupsList())
                .allMatch(g -> g.getStatus().getOwner().equals("nodes/n2"));
        assertThat(reason(refused(() -> groups.listGroups(
                ListGroupsRequest.newBuilder().setPage(PageRequest.newBuilder().setPageSize(1_001)).build()))))
                .isEqualTo("INVALID_FIELD");

        var newest = operations.listOperations(ListOperationsRequest.getDefaultInstance());
        assertThat(newest.getOperations(0).getTargets(0)).isEqualTo("groups/g5");
        assertThat(operations.listOperations(ListOperationsRequest.newBuilder().setTarget("g2").build())
                .getOperationsList()).hasSize(1);
    }

    @Test
    void nodesAreShownWithWhatTheyOwn() {
        groups.createGroup(creation("orders", 50));
        var nodes = NodeServiceGrpc.newBlockingStub(node.channel);
        var list = nodes.listNodes(ListNodesRequest.getDefaultInstance()).getNodesList();
        assertThat(list).extracting(Node::getName).containsExactly("nodes/n1", "nodes/n2", "nodes/n3");
        assertThat(list.getFirst().getStatus().getOwnedGroupsList()).containsExactly("groups/orders");
        assertThat(list.getFirst().getStatus().getLeader()).isTrue();
        assertThat(list.getFirst().getSpec().getClientAddress()).isEqualTo("10.77.0.11:7400");
        var wrong = refused(() -> nodes.getNode(GetNodeRequest.newBuilder().setName("n12").build()));
        assertThat(TestNode.info(wrong).getMetadataMap()).containsEntry("similar", "n1, n2, n3");
    }

    @Test
    void waitingForAnOperationEndsWithItOrWithTheTime() throws Exception {
        var operation = groups.createGroup(creation("orders", 50)).getOperation().getName();
        var early = operations.waitOperation(WaitOperationRequest.newBuilder().setName(operation)
                .setTimeout(Duration.newBuilder().setNanos(10_000_000)).build());
        assertThat(early.getOperation().getState()).isEqualTo(Operation.State.STATE_RUNNING);

        var waiting = CompletableFuture.supplyAsync(() -> operations.waitOperation(WaitOperationRequest.newBuilder()
                .setName(operation).setTimeout(Duration.newBuilder().setSeconds(30)).build()));
        online("orders");
        assertThat(waiting.get(10, TimeUnit.SECONDS).getOperation().getState())
                .isEqualTo(Operation.State.STATE_SUCCEEDED);
        assertThat(reason(
                refused(() -> operations.waitOperation(WaitOperationRequest.newBuilder().setName("99").build()))))
                .isEqualTo("OPERATION_NOT_FOUND");
        assertThat(reason(refused(() -> operations.waitOperation(WaitOperationRequest.newBuilder().setName(operation)
                .setTimeout(Duration.newBuilder().setSeconds(61)).build())))).isEqualTo("INVALID_FIELD");
    }

    @Test
    void withoutAMajorityChangesAndReadsSayWhatIsKnownAndLocalReadsWork() {
        groups.createGroup(creation("orders", 50));
        node.journal.failWith(Optional.of(new NotDecided.NotDone("no leader known")));
        var notDone = refused(() -> groups.createGroup(creation("billing", 51)));
        assertThat(notDone.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(reason(notDone)).isEqualTo("NO_LEADER");
        assertThat(reason(refused(() -> groups.getGroup(GetGroupRequest.newBuilder().setName("orders").build()))))
                .isEqualTo("NO_LEADER");
        assertThat(groups.getGroup(GetGroupRequest.newBuilder().setName("orders")
                .setRead(ReadOptions.newBuilder().setConsistency(ReadOptions.Consistency.CONSISTENCY_LOCAL)).build())
                .getGroup().getName()).isEqualTo("groups/orders");

        node.journal.failWith(Optional.of(new NotDecided.MaybeDone("the leader was lost")));
        var maybe = refused(() -> groups.createGroup(creation("billing", 51)));
        assertThat(reason(maybe)).isEqualTo("OUTCOME_UNKNOWN");
        assertThat(TestNode.info(maybe).getMetadataMap()).containsEntry("maybe_committed", "true");
    }

    @Test
    void aReadOfARevisionThatIsNotReachedSaysSo() {
        var late = refused(() -> groups.withDeadlineAfter(400, TimeUnit.MILLISECONDS).listGroups(ListGroupsRequest
                .newBuilder().setRead(ReadOptions.newBuilder().setMinRevision(1_000)).build()));
        assertThat(reason(late)).isEqualTo("NODE_BEHIND");
    }

    @Test
    void anotherClustersClientIsTurnedAwayBeforeAnythingIsDone() {
        var headers = new Metadata();
        headers.put(SameCluster.HEADER, "another");
        var foreign = groups.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
        assertThat(reason(refused(() -> foreign.createGroup(creation("orders", 50))))).isEqualTo("WRONG_CLUSTER");
        assertThat(node.journal.state().groups()).isEmpty();
    }

    @Test
    void aRequestOfFiveMebibytesIsRefusedUnread() {
        var large = instance("orders", 50).toBuilder().putLabels("a", "x".repeat(5 << 20)).build();
        var thrown = refused(() -> groups.createGroup(CreateGroupRequest.newBuilder().setGroup(large).build()));
        assertThat(reason(thrown)).isEqualTo("LIMIT_EXCEEDED");
        assertThat(thrown.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(node.journal.state().groups()).isEmpty();
    }

    @Test
    void healthIsServed() {
        var health = HealthGrpc.newBlockingStub(node.channel);
        assertThat(health.check(HealthCheckRequest.newBuilder().setService("fci.v1").build()).getStatus())
                .isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void aPortThatIsTakenIsOneSentence() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var config = TestNode.config("127.0.0.1", other.getLocalPort(), Optional.empty());
            assertThat(catchThrowableOfType(StartFailed.class,
                    () -> ApiServer.start(config, node.journal, AddressProbe.NONE, OwnLease.NONE, FencingCheck.NONE,
                            List.of())))
                    .hasMessageContaining("port " + other.getLocalPort() + " of 127.0.0.1: another process does");
        }
    }

    @Test
    void withoutTlsItListensOnLoopbackOnly() {
        var config = TestNode.config("192.0.2.1", 7400, Optional.empty());
        assertThat(catchThrowableOfType(StartFailed.class,
                () -> ApiServer.start(config, node.journal, AddressProbe.NONE, OwnLease.NONE, FencingCheck.NONE,
                        List.of())))
                .hasMessageContaining("192.0.2.1").hasMessageContaining("insecure: true");
    }
}
