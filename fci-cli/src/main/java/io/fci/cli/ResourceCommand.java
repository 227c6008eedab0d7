package io.fci.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `fci resource`.
@Command(name = "resource", description = "Does something with one resource of a group that is wanted online: takes it offline and keeps it so, brings it online, restarts it, or takes it for failed to try its policy.", mixinStandardHelpOptions = true)
final class ResourceCommand implements Callable<Integer> {
    private final Terminal terminal;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Mixin
    private Waiting waiting;

    @Parameters(index = "0", paramLabel = "ACT", description = "online, offline, restart or fail.")
    private Act act;

    @Parameters(index = "1", paramLabel = "GROUP/RESOURCE", description = "The resource.")
    private String resource;

    private enum Act {
        ONLINE, OFFLINE, RESTART, FAIL
    }

    ResourceCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var parts = resource.split("/");
        if (parts.length != 2) {
            throw new ParameterException(spec.commandLine(), "a resource is named as GROUP/RESOURCE, not '" + resource
                    + "'");
        }
        var name = "groups/" + parts[0] + "/resources/" + parts[1];
        try (var client = connection.open()) {
            var resources = client.resources();
            var handle = switch (act) {
                case ONLINE -> resources.bringOnline(name, waiting.requestId(), waiting.dryRun());
                case OFFLINE -> resources.takeOffline(name, waiting.requestId(), waiting.dryRun());
                case RESTART -> resources.restart(name, waiting.requestId(), waiting.dryRun());
                case FAIL -> resources.fail(name, waiting.requestId(), waiting.dryRun());
            };
            if (handle.isEmpty()) {
                terminal.line(waiting.dryRun()
                        ? "It can be done. Nothing was changed."
                        : terminal.mark(true) + done());
                return ExitCode.OK.number();
            }
            var ended = waiting.follow(handle.get(), terminal, output.format());
            Outcome.show(ended, terminal, output.format(), () -> terminal.mark(true) + done());
        }
        return ExitCode.OK.number();
    }

    private String done() {
        return switch (act) {
            case ONLINE -> resource + " is online.";
            case OFFLINE -> resource + " is kept offline, until fci resource online " + resource + ".";
            case RESTART -> resource + " was restarted.";
            case FAIL -> resource + " was taken for failed, and its policy was followed.";
        };
    }
}
