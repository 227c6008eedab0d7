package io.fci.codec.log;

import static io.fci.codec.log.SpecCodec.NODE;

import io.fci.core.state.Event;
import io.fci.core.state.Event.Severity;
import io.fci.core.state.NodeName;
import io.fci.proto.journal.StateProto;

/// What happened, as snapshots hold it.
final class EventCodec {
    private EventCodec() {}

    static StateProto.Event encode(long number, Event event) {
        var out = StateProto.Event.newBuilder()
                .setNumber(number)
                .setRevision(event.revision())
                .setIndex(event.index())
                .setWallMillis(event.wallMillis())
                .setSeverity(switch (event.severity()) {
                    case INFO -> StateProto.Event.Severity.INFO;
                    case WARNING -> StateProto.Event.Severity.WARNING;
                    case ERROR -> StateProto.Event.Severity.ERROR;
                    case CRITICAL -> StateProto.Event.Severity.CRITICAL;
                })
                .setReason(event.reason())
                .setSubject(event.subject())
                .setMessage(event.message())
                .addAllFacts(SpecCodec.encode(event.facts()));
        event.node().map(NodeName::value).ifPresent(out::setNode);
        event.operation().ifPresent(out::setOperation);
        return out.build();
    }

    static Event decode(StateProto.Event in, At at) {
        at.known(in);
        var severity = switch (in.getSeverity()) {
            case INFO -> Severity.INFO;
            case WARNING -> Severity.WARNING;
            case ERROR -> Severity.ERROR;
            case CRITICAL -> Severity.CRITICAL;
            case SEVERITY_UNSPECIFIED, UNRECOGNIZED ->
                throw at.in("severity").wrong("unknown value " + in.getSeverityValue());
        };
        return new Event(at.natural("revision", in.getRevision()), at.natural("index", in.getIndex()),
                at.natural("wall_millis", in.getWallMillis()), severity, in.getReason(), in.getSubject(),
                at.optional("node", in.hasNode(), in.getNode(), NODE), in.getMessage(),
                at.natural("operation", in.hasOperation(), in.getOperation()),
                SpecCodec.labels("facts", in.getFactsList(), at));
    }
}
