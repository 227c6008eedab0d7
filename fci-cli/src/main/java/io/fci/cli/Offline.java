package io.fci.cli;

import io.fci.v1.Operation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `fci offline`.
@Command(name = "offline", description = "Takes a group offline; it stays offline until it is brought online.", mixinStandardHelpOptions = true)
final class Offline implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Mixin
    private Waiting waiting;

    @Parameters(paramLabel = "GROUP", description = "Name of the group.")
    private String group;

    Offline(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open()) {
            var handle = client.groups()
                    .offline(group, r -> r.setRequestId(waiting.requestId()).setValidateOnly(waiting.dryRun()));
            var ended = waiting.follow(handle, terminal, output.format());
            Outcome.show(ended, terminal, output.format(), () -> sentence(ended));
        }
        return ExitCode.OK.number();
    }

    private String sentence(Operation ended) {
        return ended.getName().isEmpty()
                ? ShortNames.of(group) + " is offline already."
                : terminal.mark(true) + ShortNames.of(group) + " is offline.";
    }
}
