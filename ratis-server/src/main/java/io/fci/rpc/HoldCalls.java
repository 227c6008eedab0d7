package io.fci.rpc;

import io.fci.codec.api.HoldReader;
import io.fci.v1.HoldServiceGrpc;
import io.fci.v1.SetLockRequest;
import io.fci.v1.SetLockResponse;
import io.fci.v1.SetMaintenanceRequest;
import io.fci.v1.SetMaintenanceResponse;
import io.grpc.stub.StreamObserver;

/// HoldService.
final class HoldCalls extends HoldServiceGrpc.HoldServiceImplBase {
    private final Answers answers;
    private final Consensus consensus;
    private final Mutations mutations;

    HoldCalls(Answers answers, Consensus consensus, Mutations mutations) {
        this.answers = answers;
        this.consensus = consensus;
        this.mutations = mutations;
    }

    @Override
    public void setMaintenance(SetMaintenanceRequest request, StreamObserver<SetMaintenanceResponse> caller) {
        answers.unary(caller, () -> {
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(),
                    HoldReader.read(request));
            return SetMaintenanceResponse.newBuilder().setHeader(consensus.header(done.revision())).build();
        });
    }

    @Override
    public void setLock(SetLockRequest request, StreamObserver<SetLockResponse> caller) {
        answers.unary(caller, () -> {
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(),
                    HoldReader.read(request));
            return SetLockResponse.newBuilder().setHeader(consensus.header(done.revision())).build();
        });
    }
}
