package io.fci.rpc;

import io.fci.codec.api.ApiNames;
import io.fci.codec.api.ExplainWriter;
import io.fci.codec.api.SimulateReader;
import io.fci.core.Simulate;
import io.fci.core.state.Group;
import io.fci.core.view.GroupStates;
import io.fci.core.view.GroupStates.GroupState;
import io.fci.v1.ConfigServiceGrpc;
import io.fci.v1.Plan;
import io.fci.v1.SimulateRequest;
import io.fci.v1.SimulateResponse;
import io.grpc.stub.StreamObserver;

/// ConfigService.
final class ConfigCalls extends ConfigServiceGrpc.ConfigServiceImplBase {
    private final Answers answers;
    private final Consensus consensus;

    ConfigCalls(Answers answers, Consensus consensus) {
        this.answers = answers;
        this.consensus = consensus;
    }

    @Override
    public void simulate(SimulateRequest request, StreamObserver<SimulateResponse> caller) {
        answers.unary(caller, () -> {
            var incidents = SimulateReader.incidents(request.getIncidentsList());
            var state = consensus.read(request.getRead());
            var simulated = Simulate.of(state, incidents);
            return SimulateResponse.newBuilder()
                    .setHeader(consensus.header(state.revision()))
                    .setPlan(plan(simulated))
                    .addAllRefused(simulated.refused())
                    .build();
        });
    }

    private static Plan plan(Simulate simulated) {
        var plan = Plan.newBuilder().setRevision(simulated.before().revision());
        for (var move : simulated.moves()) {
            plan.addMoves(Plan.Move.newBuilder()
                    .setGroup(ApiNames.of(move.group()))
                    .setFromNode(move.from().map(ApiNames::of).orElse(""))
                    .setToNode(move.to().map(ApiNames::of).orElse(""))
                    .setReason(move.reason()));
        }
        var after = simulated.after();
        after.groups().values().stream()
                .filter(group -> group.desired() == Group.Desired.ONLINE
                        && GroupStates.of(after, group) != GroupState.ONLINE)
                .forEach(group -> plan.addBlocked(ExplainWriter.write(after, group, after.clusterTime())));
        return plan.build();
    }
}
