package io.fci.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `fci clear`.
@Command(name = "clear", description = "Forgets what failed in a group: its budgets are full again, and what was given up is tried again.", mixinStandardHelpOptions = true)
final class Clear implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Mixin
    private Waiting waiting;

    @Parameters(paramLabel = "GROUP", description = "Name of the group.")
    private String group;

    @Parameters(index = "1", arity = "0..1", paramLabel = "RESOURCE", defaultValue = "", description = "Only this resource of it.")
    private String resource;

    Clear(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open()) {
            var handle = client.groups().clear(group, r -> r.setResource(resource)
                    .setRequestId(waiting.requestId())
                    .setValidateOnly(waiting.dryRun()));
            var done = "the failures of " + ShortNames.of(group) + (resource.isEmpty() ? "" : "/" + resource)
                    + " are forgotten";
            if (handle.isEmpty()) {
                terminal.line(waiting.dryRun()
                        ? "It can be done. Nothing was changed."
                        : terminal.mark(true) + done + "; nothing had to start.");
                return ExitCode.OK.number();
            }
            var ended = waiting.follow(handle.get(), terminal, output.format());
            Outcome.show(ended, terminal, output.format(), () -> terminal.mark(true) + done + ", and it is online.");
        }
        return ExitCode.OK.number();
    }
}
