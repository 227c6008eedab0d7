package io.fci.codec.log;

import io.fci.core.state.Failback;
import io.fci.core.state.GroupSpec.Apart;
import io.fci.proto.journal.SpecProto;

/// What a group's specification says about where it runs by itself.
final class PlacementCodec {
    private PlacementCodec() {}

    static SpecProto.Failback encode(Failback failback) {
        var out = SpecProto.Failback.newBuilder()
                .setMode(switch (failback.mode()) {
                    case NEVER -> SpecProto.Failback.Mode.NEVER;
                    case IMMEDIATE -> SpecProto.Failback.Mode.IMMEDIATE;
                    case IN_WINDOW -> SpecProto.Failback.Mode.IN_WINDOW;
                })
                .setStableMillis(failback.stableMillis());
        failback.window().ifPresent(window -> out.setWindow(SpecProto.Failback.Window.newBuilder()
                .setStart(window.start())
                .setEnd(window.end())
                .setZone(window.zone())));
        return out.build();
    }

    static Failback decode(SpecProto.Failback in, At at) {
        at.known(in);
        var mode = switch (in.getMode()) {
            case NEVER -> Failback.Mode.NEVER;
            case IMMEDIATE -> Failback.Mode.IMMEDIATE;
            case IN_WINDOW -> Failback.Mode.IN_WINDOW;
            case MODE_UNSPECIFIED, UNRECOGNIZED -> throw at.in("mode").wrong("unknown value " + in.getModeValue());
        };
        return new Failback(mode, at.optional("window", in.hasWindow(), in.getWindow(), PlacementCodec::decode),
                at.natural("stable_millis", in.getStableMillis()));
    }

    private static Failback.Window decode(SpecProto.Failback.Window in, At at) {
        at.known(in);
        return new Failback.Window(at.natural("start", in.getStart()), at.natural("end", in.getEnd()), in.getZone());
    }

    static SpecProto.Apart encode(Apart apart) {
        return SpecProto.Apart.newBuilder().addAllKeys(apart.keys()).setSoft(apart.soft()).build();
    }

    static Apart decode(SpecProto.Apart in, At at) {
        at.known(in);
        return new Apart(in.getKeysList(), in.getSoft());
    }
}
