package io.fci.core.state;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

/// Something that happened, as one sentence with its facts. Feeds watchers and the log; the core itself logs nothing.
///
/// @param revision at which it entered the state
/// @param index among the events of its revision; the first one is what caused the others
/// @param reason stable, UPPER_SNAKE_CASE
/// @param subject what it is about: "groups/orders", "nodes/n1", "groups/orders/resources/ip"
/// @param node where it was seen
public record Event(long revision, int index, long wallMillis, Severity severity, String reason, String subject,
        Optional<NodeName> node, String message, OptionalLong operation, SortedMap<String, String> facts) {
    public Event {
        facts = Sorted.copyOf(facts);
    }

    public enum Severity {
        INFO, WARNING, ERROR, CRITICAL
    }
}
