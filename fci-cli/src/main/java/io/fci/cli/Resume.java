package io.fci.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fci resume`.
@Command(name = "resume", description = "Lets a drained node take groups again.", mixinStandardHelpOptions = true)
final class Resume implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Parameters(paramLabel = "NODE", description = "The node that was drained.")
    private String node;

    @Option(names = "--failback", description = "Move back at once what the drain moved away.")
    private boolean failback;

    @Option(names = "--dry-run", description = "Check only; change nothing.")
    private boolean dryRun;

    @Option(names = "--request-id", paramLabel = "ID", defaultValue = "", description = "Do it once, however often this is asked: a repeated id gets the first answer.")
    private String requestId;

    Resume(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open()) {
            var moved = client.nodes().get(node).getStatus().getDrain().getMovedGroupsList().stream()
                    .map(ShortNames::of)
                    .toList();
            client.nodes().resume(node, r -> r.setFailback(failback).setRequestId(requestId).setValidateOnly(dryRun));
            var back = failback && !moved.isEmpty()
                    ? " " + String.join(", ", moved) + (moved.size() == 1 ? " comes" : " come")
                            + " back, as far as possible."
                    : "";
            terminal.line(dryRun
                    ? "It can be done. Nothing was changed."
                    : terminal.mark(true) + ShortNames.of(node) + " takes groups." + back);
        }
        return ExitCode.OK.number();
    }
}
