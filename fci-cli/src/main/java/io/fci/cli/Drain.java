package io.fci.cli;

import io.fci.client.FciClient;
import io.fci.v1.DrainStatus;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fci drain`.
@Command(name = "drain", description = "Moves all groups away from a node and keeps new ones out, until fci resume NODE.", mixinStandardHelpOptions = true)
final class Drain implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Mixin
    private Waiting waiting;

    @Parameters(paramLabel = "NODE", description = "The node to empty.")
    private String node;

    @Option(names = {"-c",
            "--comment"}, paramLabel = "TEXT", defaultValue = "", description = "Why; shown wherever the node is.")
    private String reason;

    @Option(names = "--to", paramLabel = "NODE", defaultValue = "", description = "Where its groups go. Default: each where it goes best.")
    private String target;

    @Option(names = "--keep-groups", description = "Only keep new groups out: what runs there stays.")
    private boolean keepGroups;

    @Option(names = "--force", description = "Stop groups that have nowhere to go; they wait until a node may run them.")
    private boolean force;

    @Option(names = "--parallel", paramLabel = "N", defaultValue = "4", description = "How many groups move at once. Default: ${DEFAULT-VALUE}.")
    private int parallel;

    Drain(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open()) {
            var handle = client.nodes().drain(node, r -> r.setReason(reason)
                    .setTargetNode(target)
                    .setKeepGroups(keepGroups)
                    .setForce(force)
                    .setMaxParallel(parallel)
                    .setRequestId(waiting.requestId())
                    .setValidateOnly(waiting.dryRun()));
            if (handle.isEmpty()) {
                terminal.line(waiting.dryRun()
                        ? "It can be done. Nothing was changed."
                        : terminal.mark(true) + now(client));
                return ExitCode.OK.number();
            }
            var ended = waiting.follow(handle.get(), terminal, output.format());
            Outcome.show(ended, terminal, output.format(), () -> terminal.mark(true) + now(client));
        }
        return ExitCode.OK.number();
    }

    private String now(FciClient client) {
        var status = client.nodes().get(node).getStatus();
        var groups = status.getOwnedGroupsList().stream().map(ShortNames::of).toList();
        var moved = status.getDrain().getMovedGroupsList().stream().map(ShortNames::of).toList();
        return ShortNames.of(node) + (groups.isEmpty()
                ? status.getDrain().getState() == DrainStatus.State.STATE_DONE && !moved.isEmpty()
                        ? " is drained: " + String.join(", ", moved) + " moved away."
                        : " takes no groups, and owns none."
                : " takes no new groups; it keeps " + String.join(", ", groups) + ".");
    }
}
