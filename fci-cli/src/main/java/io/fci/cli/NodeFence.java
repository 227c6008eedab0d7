package io.fci.cli;

import io.fci.client.FciClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fci node fence`.
@Command(name = "fence", description = "Turns a node off through its fencing devices, whatever it runs; other nodes take its groups.", mixinStandardHelpOptions = true)
final class NodeFence implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Mixin
    private Waiting waiting;

    @Parameters(paramLabel = "NODE", description = "The node to turn off.")
    private String node;

    @Option(names = {"-c",
            "--comment"}, paramLabel = "TEXT", defaultValue = "", description = "Why; kept with the operation.")
    private String comment;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    NodeFence(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open()) {
            if (!yes && !waiting.dryRun()) {
                ask(client);
            }
            var handle = client.nodes().fence(node, r -> r.setComment(comment)
                    .setRequestId(waiting.requestId())
                    .setValidateOnly(waiting.dryRun()));
            var ended = waiting.follow(handle, terminal, output.format());
            Outcome.show(ended, terminal, output.format(),
                    () -> terminal.mark(true) + ShortNames.of(node) + " is confirmed to be off.");
        }
        return ExitCode.OK.number();
    }

    private void ask(FciClient client) {
        var seen = client.nodes().get(node);
        var groups = seen.getStatus().getOwnedGroupsList().stream().map(ShortNames::of).toList();
        terminal.note(ShortNames.of(seen.getName()) + " is " + Words.of(seen.getStatus().getState())
                + (groups.isEmpty() ? " and runs nothing" : " and runs " + String.join(", ", groups)) + ".");
        TypedName.require(terminal, ShortNames.of(seen.getName()), "To turn it off, type its name: ", "--yes");
    }
}
