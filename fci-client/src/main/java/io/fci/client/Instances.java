package io.fci.client;

import io.fci.v1.CheckOwnershipRequest;
import io.fci.v1.InstanceServiceGrpc;
import java.time.Duration;

/// For code that runs inside a group. Names are taken short ("orders") and long ("groups/orders").
public final class Instances {
    private final Calls calls;

    Instances(Calls calls) {
        this.calls = calls;
    }

    /// Whether the caller may still act for `group` under `epoch`, which it has from `FCI_EPOCH`. Only the node that the
    /// caller runs on can say yes: give its endpoint first. Where the file in `FCI_LEASE_FILE` can be read, it answers the
    /// same without a call.
    ///
    /// @throws PreconditionException with reason NOT_OWNER when the epoch is over; the caller must stop
    public Ownership checkOwnership(String group, long epoch) {
        // Before anything is sent, also by an attempt that fails: from here on the answer counts.
        long asked = System.nanoTime();
        var answer = calls.read(InstanceServiceGrpc.getCheckOwnershipMethod(),
                CheckOwnershipRequest.newBuilder().setGroup(group).setOwnerEpoch(epoch).build());
        var right = answer.getValidFor();
        return new Ownership(answer.getOwner(), asked, Duration.ofSeconds(right.getSeconds(), right.getNanos()));
    }
}
