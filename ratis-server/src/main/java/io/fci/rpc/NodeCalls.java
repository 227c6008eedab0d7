package io.fci.rpc;

import io.fci.codec.api.ApiNames;
import io.fci.codec.api.NodeWriter;
import io.fci.core.Node;
import io.fci.core.NodeName;
import io.fci.core.State;
import io.fci.v1.ErrorReason;
import io.fci.v1.GetNodeRequest;
import io.fci.v1.GetNodeResponse;
import io.fci.v1.ListNodesRequest;
import io.fci.v1.ListNodesResponse;
import io.fci.v1.NodeServiceGrpc;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/// NodeService.
final class NodeCalls extends NodeServiceGrpc.NodeServiceImplBase {
    private final Answers answers;
    private final Consensus consensus;
    private final NodeName self;
    private final OwnLease lease;

    /// @param self the node that answers
    NodeCalls(Answers answers, Consensus consensus, NodeName self, OwnLease lease) {
        this.answers = answers;
        this.consensus = consensus;
        this.self = self;
        this.lease = lease;
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
            var node = state.node(name)
                    .orElseThrow(() -> Unknown.of(ErrorReason.ERROR_REASON_NODE_NOT_FOUND, "node", name.value(),
                            state.nodes().keySet().stream().map(NodeName::value).toList()));
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
}
