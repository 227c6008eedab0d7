package io.fci.cli;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import io.fci.v1.BringGroupOnlineRequest;
import io.fci.v1.BringGroupOnlineResponse;
import io.fci.v1.Change;
import io.fci.v1.ClearGroupFailuresRequest;
import io.fci.v1.ClearGroupFailuresResponse;
import io.fci.v1.ConfirmNodeDownRequest;
import io.fci.v1.ConfirmNodeDownResponse;
import io.fci.v1.CreateGroupRequest;
import io.fci.v1.CreateGroupResponse;
import io.fci.v1.DeleteGroupRequest;
import io.fci.v1.DeleteGroupResponse;
import io.fci.v1.DrainNodeRequest;
import io.fci.v1.DrainNodeResponse;
import io.fci.v1.DrainStatus;
import io.fci.v1.ErrorReason;
import io.fci.v1.Event;
import io.fci.v1.ExplainGroupRequest;
import io.fci.v1.ExplainGroupResponse;
import io.fci.v1.Explanation;
import io.fci.v1.FenceNodeRequest;
import io.fci.v1.FenceNodeResponse;
import io.fci.v1.FencingDevice;
import io.fci.v1.GetGroupRequest;
import io.fci.v1.GetGroupResponse;
import io.fci.v1.GetNodeRequest;
import io.fci.v1.GetNodeResponse;
import io.fci.v1.Group;
import io.fci.v1.GroupServiceGrpc;
import io.fci.v1.GroupStatus;
import io.fci.v1.HistoryServiceGrpc;
import io.fci.v1.HoldServiceGrpc;
import io.fci.v1.LeaseStatus;
import io.fci.v1.ListEventsRequest;
import io.fci.v1.ListEventsResponse;
import io.fci.v1.ListGroupsRequest;
import io.fci.v1.ListGroupsResponse;
import io.fci.v1.ListNodesRequest;
import io.fci.v1.ListNodesResponse;
import io.fci.v1.ListOperationsRequest;
import io.fci.v1.ListOperationsResponse;
import io.fci.v1.MoveGroupRequest;
import io.fci.v1.MoveGroupResponse;
import io.fci.v1.Node;
import io.fci.v1.NodeServiceGrpc;
import io.fci.v1.NodeStatus;
import io.fci.v1.Operation;
import io.fci.v1.OperationServiceGrpc;
import io.fci.v1.ReadOptions;
import io.fci.v1.ResourceStatus;
import io.fci.v1.ResponseHeader;
import io.fci.v1.ResumeNodeRequest;
import io.fci.v1.ResumeNodeResponse;
import io.fci.v1.Step;
import io.fci.v1.Suggestion;
import io.fci.v1.TakeGroupOfflineRequest;
import io.fci.v1.TakeGroupOfflineResponse;
import io.fci.v1.UpdateNodeRequest;
import io.fci.v1.UpdateNodeResponse;
import io.fci.v1.SetLockRequest;
import io.fci.v1.SetLockResponse;
import io.fci.v1.SetMaintenanceRequest;
import io.fci.v1.SetMaintenanceResponse;
import io.fci.v1.WatchRequest;
import io.fci.v1.WatchResponse;
import io.fci.v1.WatchServiceGrpc;
import io.fci.v1.WatchedObject;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A cluster that answers what a test wants to see on the screen: two nodes, one group, one operation.
final class FakeCluster implements AutoCloseable {
    static final ResponseHeader HEADER = ResponseHeader.newBuilder()
            .setClusterId("6f1c2f6e-0000-4000-8000-000000000001")
            .setNode("nodes/n1")
            .setLeader("nodes/n1")
            .setRevision(47)
            .setStaleness(Duration.newBuilder().setSeconds(42))
            .build();

    /// What was asked, in order.
    final List<Message> asked = new CopyOnWriteArrayList<>();

    /// As long as it is set, everything but local reads is refused with it.
    volatile Optional<StatusRuntimeException> refusal = Optional.empty();

    /// What operations end as.
    volatile Operation ended = operation(Operation.State.STATE_SUCCEEDED);

    private final Server server;

    FakeCluster() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Groups())
                .addService(new Nodes())
                .addService(new Operations())
                .addService(new Watches())
                .addService(new Events())
                .addService(new Holds())
                .build()
                .start();
    }

    String endpoint() {
        return "127.0.0.1:" + server.getPort();
    }

    static StatusRuntimeException refusal(Code code, ErrorReason reason, String message) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code.getNumber())
                .setMessage(message)
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain("fci")
                        .setReason(reason.name().substring("ERROR_REASON_".length()))
                        .build()))
                .build());
    }

    static Operation operation(Operation.State state) {
        var operation = Operation.newBuilder()
                .setName("operations/12")
                .setKind(Operation.Kind.KIND_MOVE)
                .setState(state)
                .addTargets("groups/orders")
                .setFromNode("nodes/n1")
                .setToNode("nodes/n2")
                .setMessage("move of orders to n2");
        if (state == Operation.State.STATE_RUNNING) {
            return operation.build();
        }
        if (state == Operation.State.STATE_FAILED) {
            operation.getFailureBuilder().setMessage("process did not start");
        }
        return operation.addSteps(step(Step.Action.ACTION_STOP, "process", "nodes/n1", 620))
                .addSteps(step(Step.Action.ACTION_ASSIGN, "epoch 47", "nodes/n2", 10))
                .addSteps(step(Step.Action.ACTION_START, "process", "nodes/n2", 210))
                .setOutage(Duration.newBuilder().setSeconds(1).setNanos(630_000_000))
                .build();
    }

    private static Step step(Step.Action action, String target, String node, int millis) {
        return Step.newBuilder()
                .setAction(action)
                .setTarget(target)
                .setNode(node)
                .setState(Step.State.STATE_SUCCEEDED)
                .setElapsed(Duration.newBuilder().setNanos(millis * 1_000_000))
                .build();
    }

    static Group group() {
        var group = Group.newBuilder().setName("groups/orders");
        group.getMetaBuilder().setEtag("1");
        group.getSpecBuilder().getPlacementBuilder().addPossibleNodes("nodes/n1").addPossibleNodes("nodes/n2");
        group.getSpecBuilder()
                .addResourcesBuilder()
                .setId("process")
                .getProcessBuilder()
                .addCommand("/bin/cat")
                .addCommand("groups/not-a-name");
        var status = group.getStatusBuilder()
                .setState(GroupStatus.State.STATE_ONLINE)
                .setOwner("nodes/n1")
                .setOwnerEpoch(40)
                .addStandbyNodes("nodes/n2")
                .addResources(ResourceStatus.newBuilder()
                        .setName("groups/orders/resources/process")
                        .setState(ResourceStatus.State.STATE_ONLINE));
        status.getInstanceBuilder().setNetworkName("orders.fci.test").addAddresses("10.77.0.50");
        return group.build();
    }

    private static Node node(String name, NodeStatus.State state) {
        var node = Node.newBuilder().setName("nodes/" + name);
        node.getStatusBuilder().setState(state);
        if (state == NodeStatus.State.STATE_DOWN) {
            node.getStatusBuilder().setDownReason("not heard for 512 ms by n1, n3");
        } else {
            node.getStatusBuilder().addOwnedGroups("groups/orders");
            node.getStatusBuilder()
                    .getLastTeardownBuilder()
                    .setIncarnation(41)
                    .setReason("the lease ended")
                    .setElapsed(com.google.protobuf.Duration.newBuilder().setNanos(2_300_000))
                    .addStepsBuilder()
                    .setWhat("processes")
                    .setElapsed(com.google.protobuf.Duration.newBuilder().setNanos(1_250_000));
        }
        return node.build();
    }

    private <A> void answer(Message request, boolean local, StreamObserver<A> caller, A answer) {
        asked.add(request);
        if (refusal.isPresent() && !local) {
            caller.onError(refusal.get());
        } else {
            caller.onNext(answer);
            caller.onCompleted();
        }
    }

    private static boolean local(ReadOptions read) {
        return read.getConsistency() == ReadOptions.Consistency.CONSISTENCY_LOCAL;
    }

    private final class Groups extends GroupServiceGrpc.GroupServiceImplBase {
        @Override
        public void getGroup(GetGroupRequest request, StreamObserver<GetGroupResponse> caller) {
            answer(request, local(request.getRead()), caller,
                    GetGroupResponse.newBuilder().setHeader(HEADER).setGroup(group()).build());
        }

        @Override
        public void clearGroupFailures(ClearGroupFailuresRequest request,
                StreamObserver<ClearGroupFailuresResponse> caller) {
            var response = ClearGroupFailuresResponse.newBuilder().setHeader(HEADER);
            if (request.getResource().isEmpty()) {
                response.setOperation(operation(Operation.State.STATE_RUNNING));
            }
            answer(request, false, caller, response.build());
        }

        @Override
        public void explainGroup(ExplainGroupRequest request, StreamObserver<ExplainGroupResponse> caller) {
            var explanation = Explanation.newBuilder()
                    .setHeadline("orders is online on n1: first start of orders")
                    .setNextAction("if n1 is lost, n2 takes over")
                    .addCandidates(Explanation.Candidate.newBuilder().setNode("nodes/n1").setEligible(true)
                            .setChosen(true).addVerdicts(Explanation.Verdict.newBuilder()
                                    .setRule("CURRENT_OWNER").setMessage("owns it, epoch 5")))
                    .addCandidates(Explanation.Candidate.newBuilder().setNode("nodes/n2").setEligible(true).setRank(1))
                    .addCandidates(Explanation.Candidate.newBuilder().setNode("nodes/n3").addVerdicts(
                            Explanation.Verdict.newBuilder().setRule("PAUSED").setBlocking(true)
                                    .setMessage("takes no groups: it is paused by anna: new disk")))
                    .addSuggestions(Suggestion.newBuilder().setText("lets it run on n3").setCommand("fci resume n3"));
            answer(request, local(request.getRead()), caller,
                    ExplainGroupResponse.newBuilder().setHeader(HEADER).setExplanation(explanation).build());
        }

        @Override
        public void listGroups(ListGroupsRequest request, StreamObserver<ListGroupsResponse> caller) {
            answer(request, local(request.getRead()), caller,
                    ListGroupsResponse.newBuilder().setHeader(HEADER).addGroups(group()).build());
        }

        @Override
        public void createGroup(CreateGroupRequest request, StreamObserver<CreateGroupResponse> caller) {
            answer(request, false, caller, CreateGroupResponse.newBuilder()
                    .setHeader(HEADER)
                    .setGroup(group())
                    .setOperation(operation(Operation.State.STATE_RUNNING))
                    .build());
        }

        @Override
        public void moveGroup(MoveGroupRequest request, StreamObserver<MoveGroupResponse> caller) {
            answer(request, false, caller, MoveGroupResponse.newBuilder()
                    .setHeader(HEADER)
                    .setOperation(begun(request.getValidateOnly()))
                    .build());
        }

        @Override
        public void bringGroupOnline(BringGroupOnlineRequest request, StreamObserver<BringGroupOnlineResponse> caller) {
            answer(request, false, caller, BringGroupOnlineResponse.newBuilder()
                    .setHeader(HEADER)
                    .setOperation(begun(request.getValidateOnly()))
                    .build());
        }

        @Override
        public void takeGroupOffline(TakeGroupOfflineRequest request, StreamObserver<TakeGroupOfflineResponse> caller) {
            answer(request, false, caller, TakeGroupOfflineResponse.newBuilder()
                    .setHeader(HEADER)
                    .setOperation(begun(request.getValidateOnly()))
                    .build());
        }

        @Override
        public void deleteGroup(DeleteGroupRequest request, StreamObserver<DeleteGroupResponse> caller) {
            answer(request, false, caller, DeleteGroupResponse.newBuilder().setHeader(HEADER).build());
        }

        private static Operation begun(boolean dryRun) {
            var running = operation(Operation.State.STATE_RUNNING);
            return dryRun ? running.toBuilder().clearName().setState(Operation.State.STATE_PENDING).build() : running;
        }
    }

    private final class Nodes extends NodeServiceGrpc.NodeServiceImplBase {
        @Override
        public void getNode(GetNodeRequest request, StreamObserver<GetNodeResponse> caller) {
            var stored = stored(request.getName());
            answer(request, local(request.getRead()), caller,
                    GetNodeResponse.newBuilder().setHeader(HEADER).setNode(stored).build());
        }

        private Node stored(String name) {
            if (name.endsWith("n2")) {
                var lost = node("n2", NodeStatus.State.STATE_DOWN).toBuilder();
                lost.getMetaBuilder().setEtag("3");
                lost.getStatusBuilder().setIncarnation(17);
                lost.getSpecBuilder().addFencingDevices(
                        FencingDevice.newBuilder().setId("ipmi").setAgent("fence_ipmilan").setLevel(1));
                return lost.build();
            }
            if (name.endsWith("n4")) {
                var drained = node("n4", NodeStatus.State.STATE_UP).toBuilder();
                drained.getSpecBuilder().setDrained(true).setDrainReason("new disk");
                drained.getStatusBuilder().clearOwnedGroups().setDrain(DrainStatus.newBuilder().setInitiator("anna")
                        .setState(DrainStatus.State.STATE_DONE).addMovedGroups("groups/orders"));
                return drained.build();
            }
            var node = node(name.replace("nodes/", ""), NodeStatus.State.STATE_UP).toBuilder();
            node.getStatusBuilder()
                    .addConcerns("no lease acknowledgements from n3 (UDP port 7402)")
                    .setLease(LeaseStatus.newBuilder()
                            .setNearMisses(2)
                            .setLeastMargin(millis(70))
                            .setLongestGap(millis(180))
                            .setLongGaps(1)
                            .setStrangers(5_000)
                            .addPeers(LeaseStatus.Peer.newBuilder().setNode("nodes/n2").setUnheard(millis(12))
                                    .setMissedAcknowledgements(3).setRepeated(17))
                            .addPeers(LeaseStatus.Peer.newBuilder().setNode("nodes/n3").setUnheard(millis(61_000))
                                    .setMissedAcknowledgements(1_220).setUnsent(4)));
            return node.build();
        }

        private static Duration millis(long millis) {
            return Duration.newBuilder().setSeconds(millis / 1_000).setNanos((int) (millis % 1_000) * 1_000_000)
                    .build();
        }

        @Override
        public void updateNode(UpdateNodeRequest request, StreamObserver<UpdateNodeResponse> caller) {
            answer(request, false, caller,
                    UpdateNodeResponse.newBuilder().setHeader(HEADER).setNode(request.getNode()).build());
        }

        @Override
        public void fenceNode(FenceNodeRequest request, StreamObserver<FenceNodeResponse> caller) {
            answer(request, false, caller, FenceNodeResponse.newBuilder().setHeader(HEADER)
                    .setOperation(operation(Operation.State.STATE_RUNNING)).build());
        }

        @Override
        public void drainNode(DrainNodeRequest request, StreamObserver<DrainNodeResponse> caller) {
            var response = DrainNodeResponse.newBuilder().setHeader(HEADER);
            if (!request.getKeepGroups()) {
                response.setOperation(operation(Operation.State.STATE_RUNNING));
            }
            answer(request, false, caller, response.build());
        }

        @Override
        public void resumeNode(ResumeNodeRequest request, StreamObserver<ResumeNodeResponse> caller) {
            answer(request, false, caller, ResumeNodeResponse.newBuilder().setHeader(HEADER).build());
        }

        @Override
        public void confirmNodeDown(ConfirmNodeDownRequest request, StreamObserver<ConfirmNodeDownResponse> caller) {
            answer(request, false, caller, ConfirmNodeDownResponse.newBuilder().setHeader(HEADER).build());
        }

        @Override
        public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> caller) {
            answer(request, local(request.getRead()), caller, ListNodesResponse.newBuilder()
                    .setHeader(HEADER)
                    .addNodes(node("n1", NodeStatus.State.STATE_UP))
                    .addNodes(node("n2", NodeStatus.State.STATE_DOWN))
                    .build());
        }
    }

    private final class Operations extends OperationServiceGrpc.OperationServiceImplBase {
        @Override
        public void listOperations(ListOperationsRequest request, StreamObserver<ListOperationsResponse> caller) {
            answer(request, local(request.getRead()), caller,
                    ListOperationsResponse.newBuilder().setHeader(HEADER).addOperations(ended).build());
        }
    }

    private final class Events extends HistoryServiceGrpc.HistoryServiceImplBase {
        @Override
        public void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> caller) {
            answer(request, local(request.getRead()), caller, ListEventsResponse.newBuilder()
                    .setHeader(HEADER)
                    .addEvents(Event.newBuilder().setName("events/7-001").setCause("events/7-000")
                            .setTime(Timestamp.newBuilder().setSeconds(1_800_000_007L))
                            .setMessage("group orders starts on n2, epoch 7"))
                    .addEvents(Event.newBuilder().setName("events/7-000")
                            .setTime(Timestamp.newBuilder().setSeconds(1_800_000_007L))
                            .setSeverity(Event.Severity.SEVERITY_ERROR).setMessage("node n1 is lost"))
                    .build());
        }
    }

    private final class Holds extends HoldServiceGrpc.HoldServiceImplBase {
        @Override
        public void setMaintenance(SetMaintenanceRequest request, StreamObserver<SetMaintenanceResponse> caller) {
            answer(request, false, caller, SetMaintenanceResponse.newBuilder().setHeader(HEADER).build());
        }

        @Override
        public void setLock(SetLockRequest request, StreamObserver<SetLockResponse> caller) {
            answer(request, false, caller, SetLockResponse.newBuilder().setHeader(HEADER).build());
        }
    }

    private final class Watches extends WatchServiceGrpc.WatchServiceImplBase {
        @Override
        public void watch(WatchRequest request, StreamObserver<WatchResponse> caller) {
            asked.add(request);
            caller.onNext(WatchResponse.newBuilder()
                    .setHeader(HEADER)
                    .setKind(WatchResponse.Kind.KIND_SNAPSHOT)
                    .addChanges(Change.newBuilder()
                            .setType(Change.Type.TYPE_PUT)
                            .setObject(WatchedObject.newBuilder().setOperation(ended)))
                    .build());
            caller.onNext(WatchResponse.newBuilder()
                    .setHeader(HEADER)
                    .setKind(WatchResponse.Kind.KIND_SNAPSHOT_END)
                    .build());
            if (refusal.isPresent()) {
                caller.onError(refusal.get());
            }
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
