package io.fci.rpc;

import io.fci.codec.api.ApiNames;
import io.fci.core.log.Command;
import io.fci.core.log.Command.ActOnResource.Act;
import io.fci.v1.BringResourceOnlineRequest;
import io.fci.v1.BringResourceOnlineResponse;
import io.fci.v1.FailResourceRequest;
import io.fci.v1.FailResourceResponse;
import io.fci.v1.ResourceServiceGrpc;
import io.fci.v1.RestartResourceRequest;
import io.fci.v1.RestartResourceResponse;
import io.fci.v1.TakeResourceOfflineRequest;
import io.fci.v1.TakeResourceOfflineResponse;
import io.grpc.stub.StreamObserver;

/// ResourceService.
final class ResourceCalls extends ResourceServiceGrpc.ResourceServiceImplBase {
    private final Answers answers;
    private final Consensus consensus;
    private final Mutations mutations;

    ResourceCalls(Answers answers, Consensus consensus, Mutations mutations) {
        this.answers = answers;
        this.consensus = consensus;
        this.mutations = mutations;
    }

    @Override
    public void restartResource(RestartResourceRequest request, StreamObserver<RestartResourceResponse> caller) {
        answers.unary(caller, () -> {
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(),
                    command(request.getName(), Act.RESTART));
            var response = RestartResourceResponse.newBuilder().setHeader(consensus.header(done.revision()));
            Mutations.operation(done).ifPresent(response::setOperation);
            return response.build();
        });
    }

    @Override
    public void failResource(FailResourceRequest request, StreamObserver<FailResourceResponse> caller) {
        answers.unary(caller, () -> {
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(),
                    command(request.getName(), Act.FAIL));
            var response = FailResourceResponse.newBuilder().setHeader(consensus.header(done.revision()));
            Mutations.operation(done).ifPresent(response::setOperation);
            return response.build();
        });
    }

    @Override
    public void takeResourceOffline(TakeResourceOfflineRequest request,
            StreamObserver<TakeResourceOfflineResponse> caller) {
        answers.unary(caller, () -> {
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(),
                    command(request.getName(), Act.OFFLINE));
            var response = TakeResourceOfflineResponse.newBuilder().setHeader(consensus.header(done.revision()));
            Mutations.operation(done).ifPresent(response::setOperation);
            return response.build();
        });
    }

    @Override
    public void bringResourceOnline(BringResourceOnlineRequest request,
            StreamObserver<BringResourceOnlineResponse> caller) {
        answers.unary(caller, () -> {
            var done = mutations.decide(request, request.getRequestId(), request.getValidateOnly(),
                    command(request.getName(), Act.ONLINE));
            var response = BringResourceOnlineResponse.newBuilder().setHeader(consensus.header(done.revision()));
            Mutations.operation(done).ifPresent(response::setOperation);
            return response.build();
        });
    }

    private static Command command(String name, Act act) {
        var full = ApiNames.resourceOfGroup("name", name);
        return new Command.ActOnResource(full.group(), full.resource(), act);
    }
}
