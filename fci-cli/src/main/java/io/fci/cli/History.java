package io.fci.cli;

import com.google.protobuf.Timestamp;
import io.fci.client.FciClient;
import io.fci.v1.Event;
import io.fci.v1.Operation;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fci history`.
@Command(name = "history", description = "Tells what happened, oldest first: events as sentences, and each change of owner with its steps and how long they took.", mixinStandardHelpOptions = true)
final class History implements Callable<Integer> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss.SSS", Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Parameters(arity = "0..1", paramLabel = "GROUP", defaultValue = "", description = "Only this group, or this node as nodes/NODE. Default: everything.")
    private String subject;

    @Option(names = "--since", paramLabel = "TIME", converter = Waiting.Time.class, description = "Not older than this (10m, 2h).")
    private Duration since;

    @Option(names = "--severity", paramLabel = "LEVEL", defaultValue = "info", description = "At least info, warning, error or critical. Default: ${DEFAULT-VALUE}.")
    private Level severity;

    private enum Level {
        INFO, WARNING, ERROR, CRITICAL
    }

    /// A line of the story.
    private record Line(Instant time, String text) {}

    History(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open()) {
            var events = events(client);
            switch (output.format()) {
                case JSON -> events.forEach(event -> terminal.line(Json.text(event)));
                case NAME -> events.forEach(event -> terminal.line(ShortNames.of(event.getName())));
                case TABLE -> story(client, events).forEach(terminal::line);
            }
        }
        return ExitCode.OK.number();
    }

    private String target() {
        return subject.isEmpty() || subject.contains("/") ? subject : "groups/" + subject;
    }

    private List<Event> events(FciClient client) {
        return client.events().list(r -> {
            if (!subject.isEmpty()) {
                r.addSubjects(target());
            }
            from().ifPresent(r::setSince);
            r.setMinSeverity(Event.Severity.valueOf("SEVERITY_" + severity));
        }).reversed();
    }

    private Optional<Timestamp> from() {
        return Optional.ofNullable(since).map(past -> Instant.now().minus(past))
                .map(at -> Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build());
    }

    private List<String> story(FciClient client, List<Event> events) {
        var lines = new ArrayList<Line>();
        for (var event : events) {
            var mark = switch (event.getSeverity()) {
                case SEVERITY_ERROR, SEVERITY_CRITICAL -> "! ";
                case SEVERITY_WARNING -> "? ";
                default -> "  ";
            };
            lines.add(new Line(instant(event.getTime()), mark + (event.getCause().isEmpty() ? "" : "-> ")
                    + event.getMessage()));
        }
        if (severity == Level.INFO) {
            operations(client).forEach(operation -> lines.add(new Line(instant(operation.getEndTime()), "  == "
                    + summary(operation))));
        }
        lines.sort(Comparator.comparing(Line::time));
        if (lines.isEmpty()) {
            return List.of("nothing is remembered" + (subject.isEmpty() ? "" : " of " + subject));
        }
        return lines.stream().map(line -> TIME.format(line.time()) + " " + line.text()).toList();
    }

    private List<Operation> operations(FciClient client) {
        var oldest = from().map(History::instant).orElse(Instant.EPOCH);
        return client.operations().list(target()).stream()
                .filter(Operation::hasEndTime)
                .filter(o -> !instant(o.getEndTime()).isBefore(oldest))
                .toList();
    }

    private static String summary(Operation operation) {
        var route = operation.getFromNode().isEmpty() || operation.getToNode().isEmpty()
                ? ""
                : " " + ShortNames.of(operation.getFromNode()) + " -> " + ShortNames.of(operation.getToNode());
        var steps = operation.getStepsList().stream()
                .map(step -> step.getAction().name().replaceFirst("^ACTION_", "").toLowerCase(Locale.ROOT) + " "
                        + step.getTarget() + " " + Durations.exact(step.getElapsed()))
                .collect(Collectors.joining(", "));
        return Words.of(operation.getKind()) + " " + operation.getTargetsList().stream().map(ShortNames::of)
                .collect(Collectors.joining(",")) + route + " " + Words.of(operation.getState())
                + (operation.hasOutage() ? ", outage " + Durations.exact(operation.getOutage()) : "")
                + (steps.isEmpty() ? "" : ": " + steps);
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
