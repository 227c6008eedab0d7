package io.fci.codec.api;

import com.google.rpc.Code;
import io.fci.core.state.Operation;
import io.fci.core.state.Operation.Progress;
import io.fci.v1.Failure;
import io.fci.v1.Step;

/// An operation as the API shows it.
public final class OperationWriter {
    private OperationWriter() {}

    public static io.fci.v1.Operation write(Operation operation) {
        var message = io.fci.v1.Operation.newBuilder()
                .setName(ApiNames.operation(operation.id()))
                .setKind(kind(operation))
                .addTargets(switch (operation.about()) {
                    case Operation.About.OfGroup(var group) -> ApiNames.of(group);
                    case Operation.About.OfNode(var node) -> ApiNames.of(node);
                })
                .setInitiator(operation.initiator())
                .setCreateTime(Times.of(operation.startedWall()))
                .setCause(cause(operation))
                .setMessage(operation.message());
        operation.from().ifPresent(node -> message.setFromNode(ApiNames.of(node)));
        operation.to().ifPresent(node -> message.setToNode(ApiNames.of(node)));
        operation.steps().forEach(step -> message.addSteps(step(step)));
        operation.outageMillis().ifPresent(millis -> message.setOutage(Durations.of(millis)));
        switch (operation.progress()) {
            case Progress.Running() -> message.setState(io.fci.v1.Operation.State.STATE_RUNNING);
            case Progress.Succeeded() -> message.setState(io.fci.v1.Operation.State.STATE_SUCCEEDED);
            case Progress.Failed(var why) -> message.setState(io.fci.v1.Operation.State.STATE_FAILED)
                    .setFailure(failure("OPERATION_FAILED", why));
            case Progress.Superseded(var by) -> message.setState(io.fci.v1.Operation.State.STATE_SUPERSEDED)
                    .setSupersededBy(ApiNames.operation(by));
        }
        if (!operation.isRunning()) {
            message.setEndTime(Times.of(operation.endedWall()));
        }
        return message.build();
    }

    static Failure failure(String reason, String sentence) {
        return Failure.newBuilder()
                .setCode(Code.FAILED_PRECONDITION_VALUE)
                .setReason(reason)
                .setMessage(sentence)
                .build();
    }

    private static Step step(Operation.Step step) {
        var message = Step.newBuilder()
                .setAction(action(step))
                .setTarget(step.target())
                .setState(step.failure().isPresent() ? Step.State.STATE_FAILED : Step.State.STATE_SUCCEEDED)
                .setStartTime(Times.of(step.endedWall() - step.elapsedMillis()))
                .setElapsed(Durations.of(step.elapsedMillis()));
        step.node().ifPresent(node -> message.setNode(ApiNames.of(node)));
        step.failure().ifPresent(why -> message.setFailure(failure("STEP_FAILED", why)));
        return message.build();
    }

    private static Step.Action action(Operation.Step step) {
        return switch (step.action()) {
            case DETECT -> Step.Action.ACTION_DETECT;
            case WAIT_LEASE -> Step.Action.ACTION_WAIT_LEASE;
            case STOP -> Step.Action.ACTION_STOP;
            case ASSIGN -> Step.Action.ACTION_ASSIGN;
            case START -> Step.Action.ACTION_START;
            case FENCE -> Step.Action.ACTION_FENCE;
        };
    }

    private static io.fci.v1.Operation.Kind kind(Operation operation) {
        return switch (operation.kind()) {
            case ONLINE -> io.fci.v1.Operation.Kind.KIND_ONLINE;
            case OFFLINE -> io.fci.v1.Operation.Kind.KIND_OFFLINE;
            case MOVE -> io.fci.v1.Operation.Kind.KIND_MOVE;
            case FAILOVER -> io.fci.v1.Operation.Kind.KIND_FAILOVER;
            case RESTART -> io.fci.v1.Operation.Kind.KIND_RESTART;
            case DELETE -> io.fci.v1.Operation.Kind.KIND_DELETE;
            case FENCE -> io.fci.v1.Operation.Kind.KIND_FENCE;
            case DRAIN -> io.fci.v1.Operation.Kind.KIND_DRAIN;
            case FAILBACK -> io.fci.v1.Operation.Kind.KIND_FAILBACK;
        };
    }

    private static io.fci.v1.Operation.Cause cause(Operation operation) {
        return switch (operation.cause()) {
            case REQUESTED -> io.fci.v1.Operation.Cause.CAUSE_REQUESTED;
            case RESOURCE_FAILED -> io.fci.v1.Operation.Cause.CAUSE_RESOURCE_FAILED;
            case NODE_LOST -> io.fci.v1.Operation.Cause.CAUSE_NODE_LOST;
            case INITIAL_PLACEMENT -> io.fci.v1.Operation.Cause.CAUSE_INITIAL_PLACEMENT;
            case CONFIG_CHANGED -> io.fci.v1.Operation.Cause.CAUSE_CONFIG_CHANGED;
            case NODE_DRAINED -> io.fci.v1.Operation.Cause.CAUSE_NODE_DRAINED;
            case FAILBACK -> io.fci.v1.Operation.Cause.CAUSE_FAILBACK;
        };
    }
}
