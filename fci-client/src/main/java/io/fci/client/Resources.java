package io.fci.client;

import io.fci.v1.BringResourceOnlineRequest;
import io.fci.v1.FailResourceRequest;
import io.fci.v1.Operation;
import io.fci.v1.ResourceServiceGrpc;
import io.fci.v1.RestartResourceRequest;
import io.fci.v1.TakeResourceOfflineRequest;
import java.util.Optional;
import java.util.UUID;

/// Single resources, named as "groups/orders/resources/app". Each call ends when it is committed; the handle follows what
/// it set off, and is empty when nothing has to start or move.
public final class Resources {
    private final Calls calls;
    private final Operations operations;

    Resources(Calls calls, Operations operations) {
        this.calls = calls;
        this.operations = operations;
    }

    /// @param requestId empty: a new one
    public Optional<OperationHandle> restart(String name, String requestId, boolean validateOnly) {
        var id = idOf(requestId);
        var answer = calls.mutate(ResourceServiceGrpc.getRestartResourceMethod(), RestartResourceRequest.newBuilder()
                .setName(name).setRequestId(id).setValidateOnly(validateOnly).build(), id);
        return handle(answer.hasOperation(), answer.getOperation(), answer.getHeader().getRevision());
    }

    /// As if its check had failed.
    public Optional<OperationHandle> fail(String name, String requestId, boolean validateOnly) {
        var id = idOf(requestId);
        var answer = calls.mutate(ResourceServiceGrpc.getFailResourceMethod(), FailResourceRequest.newBuilder()
                .setName(name).setRequestId(id).setValidateOnly(validateOnly).build(), id);
        return handle(answer.hasOperation(), answer.getOperation(), answer.getHeader().getRevision());
    }

    /// Until it or its group is brought online.
    public Optional<OperationHandle> takeOffline(String name, String requestId, boolean validateOnly) {
        var id = idOf(requestId);
        var answer = calls.mutate(ResourceServiceGrpc.getTakeResourceOfflineMethod(), TakeResourceOfflineRequest
                .newBuilder().setName(name).setRequestId(id).setValidateOnly(validateOnly).build(), id);
        return handle(answer.hasOperation(), answer.getOperation(), answer.getHeader().getRevision());
    }

    public Optional<OperationHandle> bringOnline(String name, String requestId, boolean validateOnly) {
        var id = idOf(requestId);
        var answer = calls.mutate(ResourceServiceGrpc.getBringResourceOnlineMethod(), BringResourceOnlineRequest
                .newBuilder().setName(name).setRequestId(id).setValidateOnly(validateOnly).build(), id);
        return handle(answer.hasOperation(), answer.getOperation(), answer.getHeader().getRevision());
    }

    private Optional<OperationHandle> handle(boolean begun, Operation operation, long revision) {
        return begun ? Optional.of(operations.handle(operation, revision)) : Optional.empty();
    }

    private static String idOf(String given) {
        return given.isEmpty() ? UUID.randomUUID().toString() : given;
    }
}
