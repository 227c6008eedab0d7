package io.fci.rpc;

import com.google.protobuf.Duration;
import io.fci.codec.api.ApiNames;
import io.fci.codec.api.OperationWriter;
import io.fci.core.state.Operation;
import io.fci.core.state.Operation.About;
import io.fci.core.state.State;
import io.fci.v1.ErrorReason;
import io.fci.v1.GetOperationRequest;
import io.fci.v1.GetOperationResponse;
import io.fci.v1.ListOperationsRequest;
import io.fci.v1.ListOperationsResponse;
import io.fci.v1.OperationServiceGrpc;
import io.fci.v1.WaitOperationRequest;
import io.fci.v1.WaitOperationResponse;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.TreeMap;

/// OperationService.
final class OperationCalls extends OperationServiceGrpc.OperationServiceImplBase {
    private static final long LONGEST_SECONDS = 60;

    private final Answers answers;
    private final Consensus consensus;

    OperationCalls(Answers answers, Consensus consensus) {
        this.answers = answers;
        this.consensus = consensus;
    }

    @Override
    public void getOperation(GetOperationRequest request, StreamObserver<GetOperationResponse> caller) {
        answers.unary(caller, () -> {
            var id = ApiNames.operation("name", request.getName());
            var state = consensus.read(request.getRead());
            return GetOperationResponse.newBuilder()
                    .setHeader(consensus.header(state.revision()))
                    .setOperation(OperationWriter.write(find(state, id)))
                    .build();
        });
    }

    @Override
    public void listOperations(ListOperationsRequest request, StreamObserver<ListOperationsResponse> caller) {
        answers.unary(caller, () -> {
            var token = request.getPage().getPageToken();
            var before = token.isEmpty() ? Long.MAX_VALUE : ApiNames.operation("page.page_token", token);
            var target = request.getTarget().isEmpty()
                    ? Optional.<About>empty()
                    : Optional.of(ApiNames.about("target", request.getTarget()));
            var state = consensus.read(request.getRead());
            var matching = new TreeMap<>(state.operations().headMap(before)).descendingMap()
                    .values()
                    .stream()
                    .filter(o -> target.isEmpty() || o.about().equals(target.get()))
                    .filter(o -> o.isRunning() || !request.getActiveOnly())
                    .toList();
            var page = Pages.of(request.getPage(), matching, o -> Long.toString(o.id()));
            var response = ListOperationsResponse.newBuilder()
                    .setHeader(consensus.header(state.revision()))
                    .setNextPageToken(page.nextToken());
            page.items().forEach(operation -> response.addOperations(OperationWriter.write(operation)));
            return response.build();
        });
    }

    /// Waits on what this node applies; the barrier before it makes an operation known that was begun through another node.
    @Override
    public void waitOperation(WaitOperationRequest request, StreamObserver<WaitOperationResponse> caller) {
        answers.unary(caller, () -> {
            var id = ApiNames.operation("name", request.getName());
            var atMost = timeout(request.getTimeout());
            var state = consensus.journal().state();
            if (state.operation(id).isEmpty()) {
                state = consensus.barrier();
            }
            find(state, id);
            var ended = consensus.until(s -> s.operation(id).map(o -> !o.isRunning()).orElse(true),
                    consensus.remaining(atMost));
            var last = ended.orElseGet(consensus.journal()::state);
            return WaitOperationResponse.newBuilder()
                    .setHeader(consensus.header(last.revision()))
                    .setOperation(OperationWriter.write(find(last, id)))
                    .build();
        });
    }

    private static java.time.Duration timeout(Duration asked) {
        if (asked.getSeconds() < 0 || asked.getNanos() < 0 || asked.getSeconds() > LONGEST_SECONDS
                || asked.getSeconds() == LONGEST_SECONDS && asked.getNanos() > 0) {
            throw Statuses.of(ErrorReason.ERROR_REASON_INVALID_FIELD, "the timeout is " + asked.getSeconds()
                    + "s; give 0s to " + LONGEST_SECONDS + "s and ask again after it", "field", "timeout");
        }
        return java.time.Duration.ofSeconds(asked.getSeconds(), asked.getNanos());
    }

    private static Operation find(State state, long id) {
        return state.operation(id)
                .orElseThrow(() -> Statuses.of(ErrorReason.ERROR_REASON_OPERATION_NOT_FOUND,
                        "there is no operation " + id + "; it ended long ago and is forgotten, or never was", "name",
                        Long.toString(id)));
    }
}
