package io.fci.codec.log;

import static io.fci.codec.log.SpecCodec.NODE;

import io.fci.core.state.NodeName;
import io.fci.core.state.Operation;
import io.fci.proto.journal.StateProto;

/// An operation as the state holds it.
final class OperationCodec {
    private OperationCodec() {}

    static StateProto.Operation encode(Operation operation) {
        var out = StateProto.Operation.newBuilder()
                .setId(operation.id())
                .setKind(switch (operation.kind()) {
                    case ONLINE -> StateProto.Operation.Kind.ONLINE;
                    case OFFLINE -> StateProto.Operation.Kind.OFFLINE;
                    case MOVE -> StateProto.Operation.Kind.MOVE;
                    case FAILOVER -> StateProto.Operation.Kind.FAILOVER;
                    case RESTART -> StateProto.Operation.Kind.RESTART;
                    case DELETE -> StateProto.Operation.Kind.DELETE;
                    case FENCE -> StateProto.Operation.Kind.FENCE;
                    case DRAIN -> StateProto.Operation.Kind.DRAIN;
                    case FAILBACK -> StateProto.Operation.Kind.FAILBACK_MOVE;
                })
                .setCause(switch (operation.cause()) {
                    case REQUESTED -> StateProto.Operation.Cause.REQUESTED;
                    case RESOURCE_FAILED -> StateProto.Operation.Cause.RESOURCE_FAILED;
                    case NODE_LOST -> StateProto.Operation.Cause.NODE_LOST;
                    case INITIAL_PLACEMENT -> StateProto.Operation.Cause.INITIAL_PLACEMENT;
                    case CONFIG_CHANGED -> StateProto.Operation.Cause.CONFIG_CHANGED;
                    case NODE_DRAINED -> StateProto.Operation.Cause.NODE_DRAINED;
                    case FAILBACK -> StateProto.Operation.Cause.FAILBACK;
                })
                .setMessage(operation.message())
                .setInitiator(operation.initiator())
                .setProgress(encode(operation.progress()))
                .setStartedAt(operation.startedAt())
                .setStartedWall(operation.startedWall())
                .setEndedWall(operation.endedWall());
        switch (operation.about()) {
            case Operation.About.OfGroup(var group) -> out.setGroup(group.value());
            case Operation.About.OfNode(var node) -> out.setNode(node.value());
        }
        operation.from().map(NodeName::value).ifPresent(out::setFrom);
        operation.to().map(NodeName::value).ifPresent(out::setTo);
        operation.steps().forEach(step -> out.addSteps(encode(step)));
        operation.outageFrom().ifPresent(out::setOutageFrom);
        operation.outageMillis().ifPresent(out::setOutageMillis);
        return out.build();
    }

    static Operation decode(StateProto.Operation in, At at) {
        at.known(in);
        var kind = switch (in.getKind()) {
            case ONLINE -> Operation.Kind.ONLINE;
            case OFFLINE -> Operation.Kind.OFFLINE;
            case MOVE -> Operation.Kind.MOVE;
            case FAILOVER -> Operation.Kind.FAILOVER;
            case RESTART -> Operation.Kind.RESTART;
            case DELETE -> Operation.Kind.DELETE;
            case FENCE -> Operation.Kind.FENCE;
            case DRAIN -> Operation.Kind.DRAIN;
            case FAILBACK_MOVE -> Operation.Kind.FAILBACK;
            case KIND_UNSPECIFIED, UNRECOGNIZED -> throw at.in("kind").wrong("unknown value " + in.getKindValue());
        };
        var cause = switch (in.getCause()) {
            case REQUESTED -> Operation.Cause.REQUESTED;
            case RESOURCE_FAILED -> Operation.Cause.RESOURCE_FAILED;
            case NODE_LOST -> Operation.Cause.NODE_LOST;
            case INITIAL_PLACEMENT -> Operation.Cause.INITIAL_PLACEMENT;
            case CONFIG_CHANGED -> Operation.Cause.CONFIG_CHANGED;
            case NODE_DRAINED -> Operation.Cause.NODE_DRAINED;
            case FAILBACK -> Operation.Cause.FAILBACK;
            case CAUSE_UNSPECIFIED, UNRECOGNIZED -> throw at.in("cause").wrong("unknown value " + in.getCauseValue());
        };
        return new Operation(at.natural("id", in.getId()), kind, about(in, at),
                cause, in.getMessage(), in.getInitiator(), at.optional("from", in.hasFrom(), in.getFrom(), NODE),
                at.optional("to", in.hasTo(), in.getTo(), NODE),
                at.required("progress", in.hasProgress(), in.getProgress(), OperationCodec::decode),
                at.list("steps", in.getStepsList(), OperationCodec::decode),
                at.natural("started_at", in.getStartedAt()), at.natural("started_wall", in.getStartedWall()),
                at.natural("ended_wall", in.getEndedWall()),
                at.natural("outage_from", in.hasOutageFrom(), in.getOutageFrom()),
                at.natural("outage_millis", in.hasOutageMillis(), in.getOutageMillis()));
    }

    private static Operation.About about(StateProto.Operation in, At at) {
        if (!in.hasNode()) {
            return new Operation.About.OfGroup(SpecCodec.GROUP.apply(in.getGroup(), at.in("group")));
        }
        if (!in.getGroup().isEmpty()) {
            throw at.in("group").wrong("it is about a node already");
        }
        return new Operation.About.OfNode(NODE.apply(in.getNode(), at.in("node")));
    }

    private static StateProto.Progress encode(Operation.Progress progress) {
        var out = StateProto.Progress.newBuilder();
        switch (progress) {
            case Operation.Progress.Running() -> out.setRunning(StateProto.Progress.Running.getDefaultInstance());
            case Operation.Progress.Succeeded() -> out.setSucceeded(StateProto.Progress.Succeeded.getDefaultInstance());
            case Operation.Progress.Failed(var why) ->
                out.setFailed(StateProto.Progress.Failed.newBuilder().setWhy(why));
            case Operation.Progress.Superseded(var by) ->
                out.setSuperseded(StateProto.Progress.Superseded.newBuilder().setBy(by));
        }
        return out.build();
    }

    private static Operation.Progress decode(StateProto.Progress in, At at) {
        at.known(in);
        return switch (in.getProgressCase()) {
            case RUNNING -> {
                at.in("running").known(in.getRunning());
                yield new Operation.Progress.Running();
            }
            case SUCCEEDED -> {
                at.in("succeeded").known(in.getSucceeded());
                yield new Operation.Progress.Succeeded();
            }
            case FAILED -> {
                at.in("failed").known(in.getFailed());
                yield new Operation.Progress.Failed(in.getFailed().getWhy());
            }
            case SUPERSEDED -> {
                at.in("superseded").known(in.getSuperseded());
                yield new Operation.Progress.Superseded(at.in("superseded").natural("by", in.getSuperseded().getBy()));
            }
            case PROGRESS_NOT_SET -> throw at.wrong("missing");
        };
    }

    private static StateProto.Step encode(Operation.Step step) {
        var out = StateProto.Step.newBuilder()
                .setAction(switch (step.action()) {
                    case DETECT -> StateProto.Step.Action.DETECT;
                    case WAIT_LEASE -> StateProto.Step.Action.WAIT_LEASE;
                    case STOP -> StateProto.Step.Action.STOP;
                    case ASSIGN -> StateProto.Step.Action.ASSIGN;
                    case START -> StateProto.Step.Action.START;
                    case FENCE -> StateProto.Step.Action.FENCE;
                })
                .setTarget(step.target())
                .setEndedWall(step.endedWall())
                .setElapsedMillis(step.elapsedMillis());
        step.node().map(NodeName::value).ifPresent(out::setNode);
        step.failure().ifPresent(out::setFailure);
        return out.build();
    }

    private static Operation.Step decode(StateProto.Step in, At at) {
        at.known(in);
        var action = switch (in.getAction()) {
            case DETECT -> Operation.Action.DETECT;
            case WAIT_LEASE -> Operation.Action.WAIT_LEASE;
            case STOP -> Operation.Action.STOP;
            case ASSIGN -> Operation.Action.ASSIGN;
            case START -> Operation.Action.START;
            case FENCE -> Operation.Action.FENCE;
            case ACTION_UNSPECIFIED, UNRECOGNIZED ->
                throw at.in("action").wrong("unknown value " + in.getActionValue());
        };
        return new Operation.Step(action, in.getTarget(), at.optional("node", in.hasNode(), in.getNode(), NODE),
                at.natural("ended_wall", in.getEndedWall()), at.natural("elapsed_millis", in.getElapsedMillis()),
                at.optional("failure", in.hasFailure(), in.getFailure(), At::text));
    }
}
