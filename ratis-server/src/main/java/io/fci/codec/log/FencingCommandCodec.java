package io.fci.codec.log;

import static io.fci.codec.log.SpecCodec.NODE;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.state.NodeName;
import io.fci.proto.journal.EntryProto;

/// Commands about turning nodes off, as entries hold them.
final class FencingCommandCodec {
    private FencingCommandCodec() {}

    static EntryProto.ConfigureFencing encode(Command.ConfigureFencing c) {
        var out = EntryProto.ConfigureFencing.newBuilder().setNode(c.node().value());
        c.devices().forEach(device -> out.addDevices(FencingCodec.encode(device)));
        c.generation().ifPresent(out::setGeneration);
        return out.build();
    }

    static Command decode(EntryProto.ConfigureFencing in, At at) {
        at.known(in);
        return new Command.ConfigureFencing(node(in.getNode(), at),
                at.list("devices", in.getDevicesList(), FencingCodec::decode),
                at.natural("generation", in.hasGeneration(), in.getGeneration()));
    }

    static EntryProto.FenceNode encode(Command.FenceNode c) {
        var out = EntryProto.FenceNode.newBuilder().setNode(c.node().value()).setComment(c.comment());
        c.incarnation().ifPresent(out::setIncarnation);
        return out.build();
    }

    static Command decode(EntryProto.FenceNode in, At at) {
        at.known(in);
        return new Command.FenceNode(node(in.getNode(), at),
                at.natural("incarnation", in.hasIncarnation(), in.getIncarnation()), in.getComment());
    }

    static EntryProto.FenceFailed encode(Command.FenceFailed c) {
        return EntryProto.FenceFailed.newBuilder()
                .setNode(c.node().value())
                .setIncarnation(c.incarnation())
                .setOrder(c.order())
                .setBy(c.by().value())
                .setWhy(c.why())
                .build();
    }

    static Command decode(EntryProto.FenceFailed in, At at) {
        at.known(in);
        return new Command.FenceFailed(node(in.getNode(), at), at.natural("incarnation", in.getIncarnation()),
                at.natural("order", in.getOrder()), by(in.getBy(), at), in.getWhy());
    }

    static EntryProto.FenceTested encode(Command.FenceTested c) {
        var out = EntryProto.FenceTested.newBuilder()
                .setNode(c.node().value())
                .setGeneration(c.generation())
                .setDevice(c.device())
                .setBy(c.by().value());
        c.failure().ifPresent(out::setFailure);
        return out.build();
    }

    static Command decode(EntryProto.FenceTested in, At at) {
        at.known(in);
        return new Command.FenceTested(node(in.getNode(), at), at.natural("generation", in.getGeneration()),
                in.getDevice(), by(in.getBy(), at),
                at.optional("failure", in.hasFailure(), in.getFailure(), At::text));
    }

    static EntryProto.ConfirmDown encode(Command.ConfirmDown c) {
        return EntryProto.ConfirmDown.newBuilder()
                .setNode(c.node().value())
                .setIncarnation(c.incarnation())
                .setComment(c.comment())
                .build();
    }

    static Command decode(EntryProto.ConfirmDown in, At at) {
        at.known(in);
        return new Command.ConfirmDown(node(in.getNode(), at), at.natural("incarnation", in.getIncarnation()),
                in.getComment());
    }

    static EntryProto.Fenced encode(Evidence.Fenced fenced) {
        return EntryProto.Fenced.newBuilder()
                .setBy(fenced.by().value())
                .setOrder(fenced.order())
                .addAllDevices(fenced.devices())
                .setElapsedMillis(fenced.elapsedMillis())
                .build();
    }

    static Evidence decode(EntryProto.Fenced in, At at) {
        at.known(in);
        return new Evidence.Fenced(by(in.getBy(), at), at.natural("order", in.getOrder()), in.getDevicesList(),
                at.natural("elapsed_millis", in.getElapsedMillis()));
    }

    private static NodeName node(String name, At at) {
        return NODE.apply(name, at.in("node"));
    }

    private static NodeName by(String name, At at) {
        return NODE.apply(name, at.in("by"));
    }
}
