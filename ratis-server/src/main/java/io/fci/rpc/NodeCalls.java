package io.fci.rpc;

import io.fci.codec.api.ApiNames;
import io.fci.codec.api.DrainReader;
import io.fci.codec.api.FencingReader;
import io.fci.codec.api.GroupReader;
import io.fci.codec.api.NodeWriter;
import io.fci.codec.api.OperationWriter;
import io.fci.core.log.Command;
import io.fci.core.log.Command.ResumeNode.Back;
import io.fci.core.state.Fencing;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.Names;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import io.fci.v1.ConfirmNodeDownRequest;
import io.fci.v1.ConfirmNodeDownResponse;
import io.fci.v1.DrainNodeRequest;
import io.fci.v1.DrainNodeResponse;
import io.fci.v1.ErrorReason;
import io.fci.v1.FenceNodeRequest;
import io.fci.v1.FenceNodeResponse;
import io.fci.v1.GetNodeRequest;
import io.fci.v1.GetNodeResponse;
import io.fci.v1.ListNodesRequest;
import io.fci.v1.ListNodesResponse;
import io.fci.v1.NodeServiceGrpc;
import io.fci.v1.Operation;
import io.fci.v1.ResumeNodeRequest;
import io.fci.v1.ResumeNodeResponse;
import io.fci.v1.UpdateNodeRequest;
import io.fci.v1.UpdateNodeResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// NodeService.
final class NodeCalls extends NodeServiceGrpc.NodeServiceImplBase {
    private final Answers answers;
    private final Consensus consensus;
    private final NodeName self;
    private final OwnLease lease;
    private final Mutations mutations;
    private final FencingCheck fencing;

    /// @param self the node that answers
    NodeCalls(Answers answers, Consensus consensus, NodeName self, OwnLease lease, Mutations mutations,
            FencingCheck fencing) {
        this.answers = answers;
        this.consensus = consensus;
        this.self = self;
        this.lease = lease;
        this.mutations = mutations;
        this.fencing = fencing;
    }

    /// With what only the node itself knows, when it is this one.
    private io.fci.v1.Node write(State state, Node node, Optional<NodeName> leader) {
        var written = NodeWriter.write(state, node, leader).toBuilder();
        if (node.name().equals(self)) {
            lease.health().ifPresent(health -> written.getStatusBuilder().setLease(LeaseStatuses.of(health)));
        }
        return written.build();
    }

    @Override
    public void getNode(GetNodeRequest request, StreamObserver<GetNodeResponse> caller) {
        answers.unary(caller, () -> {
            var name = ApiNames.node("name", request.getName());
            var state = consensus.read(request.getRead());
            var node = find(state, name);
            return GetNodeResponse.newBuilder()
                    .setHeader(consensus.header(state.revision()))
                    .setNode(write(state, node, consensus.leader()))
                    .build();
        });
    }

    @Override
    public void listNodes(ListNodesRequest request, StreamObserver<ListNodesResponse> caller) {
        answers.unary(caller, () -> {
            var token = request.getPage().getPageToken();
            var last = token.isEmpty()
                    ? Optional.<NodeName>empty()
                    : Optional.of(ApiNames.node("page.page_token", token));
            var state = consensus.read(request.getRead());
            var left = last.map(state.nodes()::tailMap)
                    .orElse(state.nodes())
                    .values()
                    .stream()
                    .filter(n -> !last.equals(Optional.of(n.name())))
                    .toList();
            var page = Pages.of(request.getPage(), left, n -> n.name().value());
            var response = ListNodesResponse.newBuilder()
                    .setHeader(consensus.header(state.revision()))
                    .setNextPageToken(page.nextToken());
            var leader = consensus.leader();
            page.items().forEach(node -> response.addNodes(write(state, node, leader)));
            return response.build();
        });
    }

    /// Fencing devices are all that can be changed of a node.
    @Override
    public void updateNode(UpdateNodeRequest request, StreamObserver<UpdateNodeResponse> caller) {
        answers.unary(caller, () -> {
            var given = request.getNode();
            var name = ApiNames.node("node.name", given.getName());
            for (var path : request.getUpdateMask().getPathsList()) {
                if (!path.equals("spec.fencing_devices")) {
                    throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, "update path '" + Names.abbreviate(path)
                            + "' is not one that can be changed; use 'spec.fencing_devices'", "field", "update_mask");
                }
            }
            var devices = FencingReader.devices("node.spec.fencing_devices", given.getSpec().getFencingDevicesList());
            requireUsable(devices);
            var command = new Command.ConfigureFencing(name, devices,
                    GroupReader.etag("node.meta.etag", given.getMeta().getEtag()));
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(), command);
            return UpdateNodeResponse.newBuilder()
                    .setHeader(consensus.header(done.revision()))
                    .setNode(NodeWriter.write(done.state(), find(done.state(), name), consensus.leader()))
                    .build();
        });
    }

    private void requireUsable(List<Fencing.Device> devices) {
        for (var device : devices) {
            fencing.objection(device).ifPresent(sentence -> {
                throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, sentence, "field",
                        "node.spec.fencing_devices", "device", device.id());
            });
        }
    }

    @Override
    public void drainNode(DrainNodeRequest request, StreamObserver<DrainNodeResponse> caller) {
        answers.unary(caller, () -> {
            var name = ApiNames.node("name", request.getName());
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(),
                    DrainReader.read(name, request));
            var response = DrainNodeResponse.newBuilder().setHeader(consensus.header(done.revision()));
            Mutations.operation(done).or(() -> draining(done.state(), name)).ifPresent(response::setOperation);
            return response.build();
        });
    }

    private static Optional<Operation> draining(State state, NodeName name) {
        return state.node(name)
                .flatMap(node -> node.schedule().draining())
                .flatMap(drain -> drain.operation().isPresent()
                        ? state.operation(drain.operation().getAsLong())
                        : Optional.empty())
                .map(OperationWriter::write);
    }

    @Override
    public void resumeNode(ResumeNodeRequest request, StreamObserver<ResumeNodeResponse> caller) {
        answers.unary(caller, () -> {
            var name = ApiNames.node("name", request.getName());
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(),
                    new Command.ResumeNode(name, request.getFailback() ? Back.RETURN : Back.STAY));
            return ResumeNodeResponse.newBuilder().setHeader(consensus.header(done.revision())).build();
        });
    }

    @Override
    public void fenceNode(FenceNodeRequest request, StreamObserver<FenceNodeResponse> caller) {
        answers.unary(caller, () -> {
            var name = ApiNames.node("name", request.getName());
            var command = new Command.FenceNode(name, OptionalLong.empty(),
                    FencingReader.comment(request.getComment()));
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(), command);
            var response = FenceNodeResponse.newBuilder().setHeader(consensus.header(done.revision()));
            Mutations.operation(done)
                    .or(() -> running(done.state(), name))
                    .ifPresent(response::setOperation);
            return response.build();
        });
    }

    /// It was asked for already: the second caller follows the same one.
    private static Optional<Operation> running(State state, NodeName name) {
        return state.node(name)
                .flatMap(node -> node.fencing().job())
                .flatMap(job -> job.operation().isPresent()
                        ? state.operation(job.operation().getAsLong())
                        : Optional.empty())
                .map(OperationWriter::write);
    }

    /// The name is typed twice, because a wrong one leads to two owners and nothing else would notice.
    @Override
    public void confirmNodeDown(ConfirmNodeDownRequest request, StreamObserver<ConfirmNodeDownResponse> caller) {
        answers.unary(caller, () -> {
            var name = ApiNames.node("name", request.getName());
            if (!name.equals(ApiNames.node("confirm_name", request.getConfirmName()))) {
                throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, "the name was typed as '" + name
                        + "' and as '" + Names.abbreviate(request.getConfirmName())
                        + "'; type the name of the node that you have seen to be off, twice", "field", "confirm_name");
            }
            var seen = consensus.barrier();
            long incarnation = request.getIncarnation() != 0
                    ? request.getIncarnation()
                    : find(seen, name).life().last();
            var waited = waiting(seen, name);
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(),
                    new Command.ConfirmDown(name, incarnation, FencingReader.comment(request.getComment())));
            var response = ConfirmNodeDownResponse.newBuilder().setHeader(consensus.header(done.revision()));
            waited.flatMap(done.state()::group)
                    .filter(group -> group.operation().isPresent())
                    .flatMap(group -> done.state().operation(group.operation().getAsLong()))
                    .ifPresent(operation -> response.setOperation(OperationWriter.write(operation)));
            return response.build();
        });
    }

    private static Optional<GroupName> waiting(State state, NodeName node) {
        return state.groups()
                .values()
                .stream()
                .filter(group -> group.waiting().map(w -> w.node().equals(node)).orElse(false))
                .map(Group::name)
                .findFirst();
    }

    private static Node find(State state, NodeName name) {
        return state.node(name)
                .orElseThrow(() -> Unknown.of(ErrorReason.ERROR_REASON_NODE_NOT_FOUND, "node", name.value(),
                        state.nodes().keySet().stream().map(NodeName::value).toList()));
    }
}
