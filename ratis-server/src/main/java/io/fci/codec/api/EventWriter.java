package io.fci.codec.api;

import io.fci.core.log.Event;

/// Something that happened, as the API shows it.
public final class EventWriter {
    private EventWriter() {}

    /// @param index among the events of its revision
    public static io.fci.v1.Event write(Event event, int index) {
        var message = io.fci.v1.Event.newBuilder()
                // Padded, so that names sort by order of occurrence.
                .setName("events/%016d-%03d".formatted(event.revision(), index))
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
        event.node().ifPresent(node -> message.setNode(ApiNames.of(node)));
        event.operation().ifPresent(id -> message.setOperation(ApiNames.operation(id)));
        return message.build();
    }
}
