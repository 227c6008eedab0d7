package io.fci.codec.log;

import static io.fci.codec.log.SpecCodec.GROUP;
import static io.fci.codec.log.SpecCodec.NODE;

import io.fci.core.log.Command;
import io.fci.core.state.Drain;
import io.fci.core.state.GroupName;
import io.fci.core.state.NodeName;
import io.fci.core.state.Schedule;
import io.fci.proto.journal.EntryProto;
import io.fci.proto.journal.StateProto;
import java.util.TreeSet;

/// Whether nodes take groups, as entries and states hold it.
final class ScheduleCodec {
    private ScheduleCodec() {}

    static void encode(Schedule schedule, StateProto.Node.Builder out) {
        switch (schedule) {
            case Schedule.Paused paused -> out.setPaused(encode(paused));
            case Schedule.Open open when open.equals(Schedule.Open.ALWAYS) -> {
            }
            case Schedule.Open open -> out.setOpened(StateProto.Opened.newBuilder()
                    .setRevision(open.revision())
                    .setSince(open.since()));
        }
    }

    static Schedule decode(StateProto.Node in, At at) {
        if (in.hasPaused() && in.hasOpened()) {
            throw at.in("opened").wrong("the node is paused");
        }
        return at.optional("paused", in.hasPaused(), in.getPaused(), ScheduleCodec::decode)
                .or(() -> at.optional("opened", in.hasOpened(), in.getOpened(), ScheduleCodec::decode))
                .orElse(Schedule.Open.ALWAYS);
    }

    private static Schedule decode(StateProto.Opened in, At at) {
        at.known(in);
        return new Schedule.Open(at.natural("revision", in.getRevision()), at.natural("since", in.getSince()));
    }

    private static StateProto.Paused encode(Schedule.Paused paused) {
        var out = StateProto.Paused.newBuilder()
                .setReason(paused.reason())
                .setBy(paused.by())
                .setSince(paused.since())
                .setSinceWall(paused.sinceWall());
        paused.drain().map(ScheduleCodec::encode).ifPresent(out::setDrain);
        return out.build();
    }

    private static Schedule decode(StateProto.Paused in, At at) {
        at.known(in);
        return new Schedule.Paused(in.getReason(), in.getBy(), at.natural("since", in.getSince()),
                at.natural("since_wall", in.getSinceWall()),
                at.optional("drain", in.hasDrain(), in.getDrain(), ScheduleCodec::decode));
    }

    private static StateProto.Drain encode(Drain drain) {
        var out = StateProto.Drain.newBuilder()
                .setForce(drain.force())
                .setMaxParallel(drain.maxParallel())
                .setStatus(switch (drain.status()) {
                    case RUNNING -> StateProto.Drain.Status.RUNNING;
                    case DONE -> StateProto.Drain.Status.DONE;
                    case FAILED -> StateProto.Drain.Status.FAILED;
                })
                .addAllMoved(drain.moved().stream().map(GroupName::value).toList());
        drain.target().map(NodeName::value).ifPresent(out::setTarget);
        drain.operation().ifPresent(out::setOperation);
        drain.failure().ifPresent(out::setFailure);
        return out.build();
    }

    private static Drain decode(StateProto.Drain in, At at) {
        at.known(in);
        var status = switch (in.getStatus()) {
            case RUNNING -> Drain.Status.RUNNING;
            case DONE -> Drain.Status.DONE;
            case FAILED -> Drain.Status.FAILED;
            case STATUS_UNSPECIFIED, UNRECOGNIZED ->
                throw at.in("status").wrong("unknown value " + in.getStatusValue());
        };
        return new Drain(at.optional("target", in.hasTarget(), in.getTarget(), NODE), in.getForce(),
                at.natural("max_parallel", in.getMaxParallel()),
                at.natural("operation", in.hasOperation(), in.getOperation()), status,
                at.optional("failure", in.hasFailure(), in.getFailure(), At::text),
                new TreeSet<>(at.list("moved", in.getMovedList(), GROUP)));
    }

    static EntryProto.DrainNode encode(Command.DrainNode c) {
        var out = EntryProto.DrainNode.newBuilder()
                .setNode(c.node().value())
                .setReason(c.reason())
                .setKeepGroups(c.keepGroups())
                .setForce(c.force())
                .setMaxParallel(c.maxParallel());
        c.target().map(NodeName::value).ifPresent(out::setTarget);
        return out.build();
    }

    static Command decode(EntryProto.DrainNode in, At at) {
        at.known(in);
        return new Command.DrainNode(NODE.apply(in.getNode(), at.in("node")), in.getReason(),
                at.optional("target", in.hasTarget(), in.getTarget(), NODE), in.getKeepGroups(), in.getForce(),
                at.natural("max_parallel", in.getMaxParallel()));
    }

    static EntryProto.ResumeNode encode(Command.ResumeNode c) {
        return EntryProto.ResumeNode.newBuilder()
                .setNode(c.node().value())
                .setBack(switch (c.back()) {
                    case STAY -> EntryProto.ResumeNode.Back.STAY;
                    case RETURN -> EntryProto.ResumeNode.Back.RETURN;
                })
                .build();
    }

    static Command decode(EntryProto.ResumeNode in, At at) {
        at.known(in);
        var back = switch (in.getBack()) {
            case STAY -> Command.ResumeNode.Back.STAY;
            case RETURN -> Command.ResumeNode.Back.RETURN;
            case BACK_UNSPECIFIED, UNRECOGNIZED -> throw at.in("back").wrong("unknown value " + in.getBackValue());
        };
        return new Command.ResumeNode(NODE.apply(in.getNode(), at.in("node")), back);
    }
}
