package io.fci.client;

import io.fci.v1.ConfirmNodeDownRequest;
import io.fci.v1.DrainNodeRequest;
import io.fci.v1.FenceNodeRequest;
import io.fci.v1.GetNodeRequest;
import io.fci.v1.GetNodeResponse;
import io.fci.v1.ListNodesRequest;
import io.fci.v1.ListNodesResponse;
import io.fci.v1.Node;
import io.fci.v1.NodeServiceGrpc;
import io.fci.v1.PageRequest;
import io.fci.v1.ReadOptions;
import io.fci.v1.ResumeNodeRequest;
import io.fci.v1.UpdateNodeRequest;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// The members of the cluster. Names are taken short ("n1") and long ("nodes/n1").
public final class Nodes {
    /// More than a cluster can have.
    private static final int PAGE = 1_000;

    private final Calls calls;
    private final Operations operations;

    Nodes(Calls calls, Operations operations) {
        this.calls = calls;
        this.operations = operations;
    }

    public Node get(String name) {
        return read(GetNodeRequest.newBuilder().setName(name).build()).getNode();
    }

    public GetNodeResponse read(GetNodeRequest request) {
        return calls.read(NodeServiceGrpc.getGetNodeMethod(), request);
    }

    /// All nodes by name.
    public List<Node> list() {
        return list(ReadOptions.getDefaultInstance()).getNodesList();
    }

    public ListNodesResponse list(ReadOptions read) {
        return calls.read(NodeServiceGrpc.getListNodesMethod(),
                ListNodesRequest.newBuilder().setPage(PageRequest.newBuilder().setPageSize(PAGE)).setRead(read)
                        .build());
    }

    /// Stores the fencing devices of the node. When it carries an etag, as one that was read does, nobody else's change is
    /// overwritten: [ConflictException].
    ///
    /// @return as stored
    public Node update(Node node, Consumer<UpdateNodeRequest.Builder> settings) {
        var request = UpdateNodeRequest.newBuilder().setNode(node);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        return calls.mutate(NodeServiceGrpc.getUpdateNodeMethod(), request.setRequestId(id).build(), id).getNode();
    }

    /// Keeps groups out of a node, and moves away what it owns unless told otherwise.
    ///
    /// @return ends when the node owns nothing, or what is left has nowhere to go; empty: there was nothing to move
    public Optional<OperationHandle> drain(String name, Consumer<DrainNodeRequest.Builder> settings) {
        var request = DrainNodeRequest.newBuilder().setName(name);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        var answer = calls.mutate(NodeServiceGrpc.getDrainNodeMethod(), request.setRequestId(id).build(), id);
        return answer.hasOperation()
                ? Optional.of(operations.handle(answer.getOperation(), answer.getHeader().getRevision()))
                : Optional.empty();
    }

    /// Lets a node take groups again. Of one that does it changes nothing.
    public void resume(String name, Consumer<ResumeNodeRequest.Builder> settings) {
        var request = ResumeNodeRequest.newBuilder().setName(name);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        calls.mutate(NodeServiceGrpc.getResumeNodeMethod(), request.setRequestId(id).build(), id);
    }

    /// Turns a node off through its fencing devices.
    ///
    /// @return ends when every device of a level has confirmed, or no attempt succeeded
    public OperationHandle fence(String name, Consumer<FenceNodeRequest.Builder> settings) {
        var request = FenceNodeRequest.newBuilder().setName(name);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        var answer = calls.mutate(NodeServiceGrpc.getFenceNodeMethod(), request.setRequestId(id).build(), id);
        return operations.handle(answer.getOperation(), answer.getHeader().getRevision());
    }

    /// States that somebody has seen that a lost node is off. The request has to carry the name a second time: if the node
    /// is not off, two machines run what waited for it.
    ///
    /// @return the takeover that follows, if a group waited
    public Optional<OperationHandle> confirmDown(String name, Consumer<ConfirmNodeDownRequest.Builder> settings) {
        var request = ConfirmNodeDownRequest.newBuilder().setName(name);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        var answer = calls.mutate(NodeServiceGrpc.getConfirmNodeDownMethod(), request.setRequestId(id).build(), id);
        return answer.hasOperation()
                ? Optional.of(operations.handle(answer.getOperation(), answer.getHeader().getRevision()))
                : Optional.empty();
    }

    private static String idOf(String given) {
        return given.isEmpty() ? UUID.randomUUID().toString() : given;
    }
}
