package io.fci.codec.api;

import io.fci.core.state.Event;

/// Something that happened, as the API shows it.
public final class EventWriter {
    private EventWriter() {}

    public static io.fci.v1.Event write(Event event) {
        var message = io.fci.v1.Event.newBuilder()
                .setName(name(event.revision(), event.index()))
                .setRevision(event.revision())
                .setTime(Times.of(event.wallMillis()))
                .setSeverity(switch (event.severity()) {
                    case INFO -> io.fci.v1.Event.Severity.SEVERITY_INFO;
                    case WARNING -> io.fci.v1.Event.Severity.SEVERITY_WARNING;
                    case ERROR -> io.fci.v1.Event.Severity.SEVERITY_ERROR;
                    case CRITICAL -> io.fci.v1.Event.Severity.SEVERITY_CRITICAL;
                })
                .setReason(event.reason())
                .setSubject(event.subject())
                .setMessage(event.message())
                .putAllMetadata(event.facts());
        if (event.index() > 0) {
            message.setCause(name(event.revision(), 0));
        }
        event.node().ifPresent(node -> message.setNode(ApiNames.of(node)));
        event.operation().ifPresent(id -> message.setOperation(ApiNames.operation(id)));
        return message.build();
    }

    /// Padded, so that names sort by order of occurrence.
    private static String name(long revision, int index) {
        return "events/%016d-%03d".formatted(revision, index);
    }
}
