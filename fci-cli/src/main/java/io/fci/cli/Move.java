package io.fci.cli;

import io.fci.cli.Output.Format;
import io.fci.v1.Operation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fci move`.
@Command(name = "move", description = "Moves a group to another node, once; it leaves no preference behind.", mixinStandardHelpOptions = true)
final class Move implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Mixin
    private Waiting waiting;

    @Parameters(paramLabel = "GROUP", description = "Name of the group.")
    private String group;

    @Parameters(index = "1", arity = "0..1", paramLabel = "NODE", defaultValue = "", description = "Where to. Default: the best other node.")
    private String node;

    @Option(names = "--from", paramLabel = "NODE", defaultValue = "", description = "Only if it is still on this node.")
    private String from;

    @Option(names = "--preempt", description = "Replace an operation of the group that is running.")
    private boolean preempt;

    Move(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open()) {
            var handle = client.groups()
                    .move(group,
                            r -> r.setNode(node)
                                    .setExpectedOwner(from)
                                    .setPreempt(preempt)
                                    .setRequestId(waiting.requestId())
                                    .setValidateOnly(waiting.dryRun()));
            var begun = handle.operation();
            if (output.format() == Format.TABLE && !handle.ended()) {
                terminal.line((waiting.dryRun() ? "would move " : "move ") + ShortNames.of(group) + "  "
                        + route(begun));
            }
            var ended = waiting.follow(handle, terminal, output.format());
            Outcome.show(ended, terminal, output.format(), () -> sentence(ended));
        }
        return ExitCode.OK.number();
    }

    private static String route(Operation operation) {
        var start = operation.getFromNode().isEmpty() ? "-" : ShortNames.of(operation.getFromNode());
        var end = operation.getToNode().isEmpty() ? "?" : ShortNames.of(operation.getToNode());
        return start + " -> " + end;
    }

    private String sentence(Operation ended) {
        if (ended.getName().isEmpty()) {
            return ShortNames.of(group) + " is there already.";
        }
        var outage = ended.hasOutage() ? " Outage " + Durations.exact(ended.getOutage()) + "." : "";
        return terminal.mark(true) + ShortNames.of(group) + " is on " + ShortNames.of(ended.getToNode()) + "." + outage;
    }
}
