package io.fci.client;

import io.fci.v1.GetOperationRequest;
import io.fci.v1.GetOperationResponse;
import io.fci.v1.ListOperationsRequest;
import io.fci.v1.Operation;
import io.fci.v1.OperationServiceGrpc;
import io.fci.v1.PageRequest;
import io.fci.v1.WaitOperationRequest;
import io.fci.v1.WatchRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// Changes that take time. Names are taken short ("412") and long ("operations/412").
public final class Operations {
    private final Calls calls;
    private final Function<WatchRequest, Watch> watches;

    Operations(Calls calls, Function<WatchRequest, Watch> watches) {
        this.calls = calls;
        this.watches = watches;
    }

    public Operation get(String name) {
        return read(name).getOperation();
    }

    /// Running and remembered ones, newest first; at most 1000, which is more than a cluster remembers.
    public List<Operation> list() {
        return list("");
    }

    /// Newest first.
    ///
    /// @param target "groups/orders" or "nodes/n1"; empty: all
    public List<Operation> list(String target) {
        return calls.read(OperationServiceGrpc.getListOperationsMethod(),
                ListOperationsRequest.newBuilder().setTarget(target)
                        .setPage(PageRequest.newBuilder().setPageSize(1_000)).build())
                .getOperationsList();
    }

    /// One long poll: the operation when it has ended, or as it is when the time is over.
    ///
    /// @param atMost up to a minute
    public Operation poll(String name, Duration atMost) {
        var request = WaitOperationRequest.newBuilder()
                .setName(name)
                .setTimeout(com.google.protobuf.Duration.newBuilder()
                        .setSeconds(atMost.getSeconds())
                        .setNanos(atMost.getNano()))
                .build();
        return calls.longPoll(OperationServiceGrpc.getWaitOperationMethod(), request, atMost).getOperation();
    }

    /// Follows the operation to its end.
    public OperationHandle handle(String name) {
        var answer = read(name);
        return handle(answer.getOperation(), answer.getHeader().getRevision());
    }

    /// @param revision of a state that has it, if it is remembered at all
    OperationHandle handle(Operation begun, long revision) {
        return new OperationHandle(begun, revision, watches);
    }

    private GetOperationResponse read(String name) {
        return calls.read(OperationServiceGrpc.getGetOperationMethod(),
                GetOperationRequest.newBuilder().setName(name).build());
    }
}
