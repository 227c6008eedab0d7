package io.fci.client;

import io.fci.v1.GetNodeRequest;
import io.fci.v1.GetNodeResponse;
import io.fci.v1.ListNodesRequest;
import io.fci.v1.ListNodesResponse;
import io.fci.v1.Node;
import io.fci.v1.NodeServiceGrpc;
import io.fci.v1.PageRequest;
import io.fci.v1.ReadOptions;
import java.util.List;

/// The members of the cluster. Names are taken short ("n1") and long ("nodes/n1").
public final class Nodes {
    /// More than a cluster can have.
    private static final int PAGE = 1_000;

    private final Calls calls;

    Nodes(Calls calls) {
        this.calls = calls;
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
}
