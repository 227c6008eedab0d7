package io.fci.client;

import io.fci.v1.HoldServiceGrpc;
import io.fci.v1.SetLockRequest;
import io.fci.v1.SetMaintenanceRequest;
import java.util.UUID;
import java.util.function.Consumer;

/// Maintenance and locks. Each call ends when it is committed.
public final class Holds {
    private final Calls calls;

    Holds(Calls calls) {
        this.calls = calls;
    }

    /// @param name "nodes/n1", "groups/orders" or "groups/orders/resources/app"
    /// @param settings on or off, why, for how long
    public void maintenance(String name, Consumer<SetMaintenanceRequest.Builder> settings) {
        var request = SetMaintenanceRequest.newBuilder().setName(name);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        calls.mutate(HoldServiceGrpc.getSetMaintenanceMethod(), request.setRequestId(id).build(), id);
    }

    /// @param name "groups/orders/resources/app"
    /// @param settings on or off, why, for how long
    public void lock(String name, Consumer<SetLockRequest.Builder> settings) {
        var request = SetLockRequest.newBuilder().setName(name);
        settings.accept(request);
        var id = idOf(request.getRequestId());
        calls.mutate(HoldServiceGrpc.getSetLockMethod(), request.setRequestId(id).build(), id);
    }

    private static String idOf(String given) {
        return given.isEmpty() ? UUID.randomUUID().toString() : given;
    }
}
