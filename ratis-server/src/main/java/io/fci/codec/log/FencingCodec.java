package io.fci.codec.log;

import static io.fci.codec.log.SpecCodec.NODE;

import io.fci.core.state.Fencing;
import io.fci.core.state.NodeName;
import io.fci.proto.journal.SpecProto;
import io.fci.proto.journal.StateProto;

/// How nodes are turned off, as entries and states hold it.
final class FencingCodec {
    private FencingCodec() {}

    static SpecProto.FencingDevice encode(Fencing.Device device) {
        return SpecProto.FencingDevice.newBuilder()
                .setId(device.id())
                .setAgent(device.agent())
                .addAllParameters(SpecCodec.encode(device.parameters()))
                .addAllRunOn(device.runOn().stream().map(NodeName::value).toList())
                .setTimeoutMillis(device.timeoutMillis())
                .setLevel(device.level())
                .setPowerOn(device.powerOn())
                .build();
    }

    static Fencing.Device decode(SpecProto.FencingDevice in, At at) {
        at.known(in);
        return new Fencing.Device(in.getId(), in.getAgent(),
                SpecCodec.labels("parameters", in.getParametersList(), at),
                at.list("run_on", in.getRunOnList(), NODE), at.natural("timeout_millis", in.getTimeoutMillis()),
                at.natural("level", in.getLevel()), in.getPowerOn());
    }

    static StateProto.Fencing encode(Fencing fencing) {
        var out = StateProto.Fencing.newBuilder().setGeneration(fencing.generation());
        fencing.devices().forEach(device -> out.addDevices(encode(device)));
        fencing.tests().forEach((device, test) -> out.addTests(encode(device, test)));
        fencing.job().ifPresent(job -> out.setJob(encode(job)));
        return out.build();
    }

    static Fencing decode(StateProto.Fencing in, At at) {
        at.known(in);
        return new Fencing(at.natural("generation", in.getGeneration()),
                at.list("devices", in.getDevicesList(), FencingCodec::decode),
                at.map("tests", in.getTestsList(), (test, place) -> test.getDevice(), FencingCodec::decode),
                at.optional("job", in.hasJob(), in.getJob(), FencingCodec::decode));
    }

    private static StateProto.FencingTest encode(String device, Fencing.Test test) {
        var out = StateProto.FencingTest.newBuilder()
                .setDevice(device)
                .setBy(test.by().value())
                .setSince(test.since())
                .setSinceWall(test.sinceWall());
        test.failure().ifPresent(out::setFailure);
        return out.build();
    }

    private static Fencing.Test decode(StateProto.FencingTest in, At at) {
        at.known(in);
        return new Fencing.Test(NODE.apply(in.getBy(), at.in("by")),
                at.optional("failure", in.hasFailure(), in.getFailure(), At::text), at.natural("since", in.getSince()),
                at.natural("since_wall", in.getSinceWall()));
    }

    private static StateProto.FencingJob encode(Fencing.Job job) {
        var out = StateProto.FencingJob.newBuilder()
                .setIncarnation(job.incarnation())
                .setAttempt(job.attempt())
                .setOrder(job.order())
                .setSince(job.since())
                .setSinceWall(job.sinceWall());
        job.assigned()
                .ifPresent(a -> out.setAssigned(StateProto.FencingJob.Assigned.newBuilder()
                        .setExecutor(a.executor().value())
                        .setLevel(a.level())));
        job.failure().ifPresent(out::setFailure);
        job.operation().ifPresent(out::setOperation);
        return out.build();
    }

    private static Fencing.Job decode(StateProto.FencingJob in, At at) {
        at.known(in);
        return new Fencing.Job(at.natural("incarnation", in.getIncarnation()), at.natural("attempt", in.getAttempt()),
                at.natural("order", in.getOrder()),
                at.optional("assigned", in.hasAssigned(), in.getAssigned(), FencingCodec::decode),
                at.optional("failure", in.hasFailure(), in.getFailure(), At::text),
                at.natural("operation", in.hasOperation(), in.getOperation()), at.natural("since", in.getSince()),
                at.natural("since_wall", in.getSinceWall()));
    }

    private static Fencing.Assigned decode(StateProto.FencingJob.Assigned in, At at) {
        at.known(in);
        return new Fencing.Assigned(NODE.apply(in.getExecutor(), at.in("executor")),
                at.natural("level", in.getLevel()));
    }
}
