package io.fci.rpc;

import com.google.protobuf.util.Durations;
import io.fci.codec.api.ApiNames;
import io.fci.core.state.Group;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Owned;
import io.fci.guard.wire.Profile;
import io.fci.v1.CheckOwnershipRequest;
import io.fci.v1.CheckOwnershipResponse;
import io.fci.v1.ErrorReason;
import io.fci.v1.InstanceServiceGrpc;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;

/// InstanceService.
final class InstanceCalls extends InstanceServiceGrpc.InstanceServiceImplBase {
    /// The caller's clock may run slower than the guard's.
    private static final double SHORTER = 1 - 2 * Profile.RATE_BOUND;

    private final Answers answers;
    private final Consensus consensus;
    private final NodeName self;
    private final OwnLease lease;

    InstanceCalls(Answers answers, Consensus consensus, NodeName self, OwnLease lease) {
        this.answers = answers;
        this.consensus = consensus;
        this.self = self;
        this.lease = lease;
    }

    /// Never waits for a majority: the lease is what says yes, and it is the guard's own.
    @Override
    public void checkOwnership(CheckOwnershipRequest request, StreamObserver<CheckOwnershipResponse> caller) {
        answers.unary(caller, () -> {
            var name = ApiNames.group("group", request.getGroup());
            long epoch = request.getOwnerEpoch();
            if (epoch <= 0) {
                throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD,
                        "owner_epoch is " + epoch + "; give the number in FCI_EPOCH", "field", "owner_epoch");
            }
            var state = consensus.journal().state();
            if (epoch > state.revision()) {
                throw Statuses.of(ErrorReason.ERROR_REASON_NODE_BEHIND, "node " + self + " has reached revision "
                        + state.revision() + " and does not know epoch " + epoch + " yet; ask the owner's node");
            }
            var owned = owned(GroupCalls.find(state, name), epoch);
            var left = owned.node().equals(self)
                    ? lease.left(owned.incarnation(), name.value(), epoch)
                    : Optional.<Duration>empty();
            return CheckOwnershipResponse.newBuilder()
                    .setHeader(consensus.header(state.revision()))
                    .setValidFor(Durations.fromNanos((long) (left.orElse(Duration.ZERO).toNanos() * SHORTER)))
                    .setOwner(ApiNames.of(owned.node()))
                    .build();
        });
    }

    private static Owned owned(Group group, long epoch) {
        if (group.ownership() instanceof Owned owned && owned.epoch() == epoch) {
            return owned;
        }
        throw notOwner(group, epoch);
    }

    private static StatusRuntimeException notOwner(Group group, long epoch) {
        var owner = group.owner().map(owned -> ApiNames.of(owned.node())).orElse("");
        var newest = group.owner().map(Owned::epoch).orElse(0L);
        return Statuses.of(ErrorReason.ERROR_REASON_NOT_OWNER,
                "epoch " + epoch + " of group " + group.name() + " is over: "
                        + (owner.isEmpty() ? "nobody owns it now" : owner + " owns it under epoch " + newest)
                        + "; whoever acts under the old one must stop",
                "owner", owner, "owner_epoch", Long.toString(newest));
    }
}
