package io.fci.cli;

import io.fci.v1.Operation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fci online`.
@Command(name = "online", description = "Brings a group online.", mixinStandardHelpOptions = true)
final class Online implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Mixin
    private Waiting waiting;

    @Parameters(paramLabel = "GROUP", description = "Name of the group.")
    private String group;

    @Option(names = "--node", paramLabel = "NODE", defaultValue = "", description = "Where. Default: the cluster decides.")
    private String node;

    Online(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open()) {
            var handle = client.groups()
                    .online(group, r -> r.setNode(node)
                            .setRequestId(waiting.requestId())
                            .setValidateOnly(waiting.dryRun()));
            var ended = waiting.follow(handle, terminal, output.format());
            Outcome.show(ended, terminal, output.format(), () -> sentence(ended));
        }
        return ExitCode.OK.number();
    }

    private String sentence(Operation ended) {
        return ended.getName().isEmpty()
                ? ShortNames.of(group) + " is online already."
                : terminal.mark(true) + ShortNames.of(group) + " is online on " + ShortNames.of(ended.getToNode())
                        + ".";
    }
}
