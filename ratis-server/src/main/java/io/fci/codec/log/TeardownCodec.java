package io.fci.codec.log;

import io.fci.core.state.Teardown;
import io.fci.proto.journal.SpecProto;

/// Teardowns, as entries and snapshots hold them.
final class TeardownCodec {
    private TeardownCodec() {}

    static SpecProto.Teardown encode(Teardown teardown) {
        var out = SpecProto.Teardown.newBuilder().setIncarnation(teardown.incarnation()).setWhy(teardown.why());
        teardown.steps()
                .forEach(step -> out.addSteps(
                        SpecProto.Teardown.Step.newBuilder().setWhat(step.what()).setMicros(step.micros())));
        return out.build();
    }

    static Teardown decode(SpecProto.Teardown in, At at) {
        at.known(in);
        return new Teardown(at.natural("incarnation", in.getIncarnation()), in.getWhy(),
                at.list("steps", in.getStepsList(), (step, place) -> {
                    place.known(step);
                    return new Teardown.Step(step.getWhat(), place.natural("micros", step.getMicros()));
                }));
    }
}
