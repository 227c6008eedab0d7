package io.fci.cli;

import io.fci.v1.SetMaintenanceRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fci maintenance`.
@Command(name = "maintenance", description = "While it lasts, the health of a group, a resource or everything on a node is not looked at: what ends stays ended. A lost node is taken over all the same.", mixinStandardHelpOptions = true)
final class Maintenance implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private HoldTerms terms;

    @Parameters(paramLabel = "NAME", description = "GROUP, GROUP/RESOURCE or nodes/NODE.")
    private String name;

    @Option(names = "--off", description = "It is over: everything is checked at once.")
    private boolean off;

    Maintenance(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open()) {
            client.holds().maintenance(full(name), (SetMaintenanceRequest.Builder r) -> {
                r.setOn(!off).setReason(terms.reason()).setRequestId(terms.requestId()).setValidateOnly(terms.dryRun());
                terms.duration().ifPresent(r::setDuration);
            });
        }
        terminal.line(terms.dryRun()
                ? "It can be done. Nothing was changed."
                : terminal.mark(true) + name + (off
                        ? " is not in maintenance any more: its health is looked at."
                        : " is in maintenance" + terms.until("fci maintenance " + name + " --off")));
        return ExitCode.OK.number();
    }

    /// Short names are those of groups and their resources.
    private static String full(String name) {
        return name.startsWith("nodes/") || name.startsWith("groups/") ? name : HoldTerms.full(name);
    }
}
