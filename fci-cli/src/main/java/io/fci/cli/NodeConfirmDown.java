package io.fci.cli;

import io.fci.client.FciClient;
import io.fci.v1.Group;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fci node confirm-down`.
@Command(name = "confirm-down", description = "States that somebody has seen that a lost node is off. Groups that wait for it start elsewhere: if it is not off, two machines run them.", mixinStandardHelpOptions = true)
final class NodeConfirmDown implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Mixin
    private Waiting waiting;

    @Parameters(paramLabel = "NODE", description = "The node that was seen to be off.")
    private String node;

    @Option(names = "--confirm", paramLabel = "NODE", defaultValue = "", description = "The same name again. Default: it is asked for.")
    private String confirm;

    @Option(names = {"-c",
            "--comment"}, paramLabel = "TEXT", defaultValue = "", description = "How it was checked; kept.")
    private String comment;

    NodeConfirmDown(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open()) {
            var seen = client.nodes().get(node);
            var name = ShortNames.of(seen.getName());
            var waits = waiting(client, seen.getName());
            if (confirm.isEmpty()) {
                terminal.note(name + " is " + Words.of(seen.getStatus().getState()) + ": "
                        + seen.getStatus().getDownReason());
                terminal.note(waits.isEmpty()
                        ? "No group waits for it."
                        : "As soon as it is confirmed, these start on other nodes: " + String.join(", ", waits)
                                + ". If " + name + " still runs them, their data can be destroyed.");
                TypedName.require(terminal, name, "If you have seen that it is off, type its name again: ",
                        "--confirm " + name);
            }
            var handle = client.nodes().confirmDown(node, r -> r
                    .setConfirmName(confirm.isEmpty() ? name : confirm)
                    .setComment(comment)
                    // Of the life that was looked at: one that begins meanwhile is not confirmed.
                    .setIncarnation(seen.getStatus().getIncarnation())
                    .setRequestId(waiting.requestId())
                    .setValidateOnly(waiting.dryRun()));
            handle.ifPresent(h -> waiting.follow(h, terminal, output.format()));
            terminal.line(waiting.dryRun()
                    ? name + " can be confirmed to be down. Nothing was changed."
                    : terminal.mark(true) + name + " is confirmed to be down"
                            + (waits.isEmpty()
                                    ? "; nothing waited for it."
                                    : "; " + String.join(", ", waits) + " moved on."));
        }
        return ExitCode.OK.number();
    }

    private static List<String> waiting(FciClient client, String node) {
        return client.groups().list().stream()
                .filter(g -> g.getStatus().getWait().getNode().equals(node))
                .map(Group::getName)
                .map(ShortNames::of)
                .toList();
    }
}
