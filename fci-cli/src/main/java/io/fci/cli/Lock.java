package io.fci.cli;

import io.fci.v1.SetLockRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// `fci lock` and `fci unlock`.
@Command(mixinStandardHelpOptions = true)
abstract sealed class Lock implements Callable<Integer> {
    private final Terminal terminal;
    private final boolean on;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private Connection connection;

    @Mixin
    private HoldTerms terms;

    @Parameters(paramLabel = "GROUP/RESOURCE", description = "The resource.")
    private String resource;

    private Lock(Terminal terminal, boolean on) {
        this.terminal = terminal;
        this.on = on;
    }

    @Command(name = "lock", description = "Nobody may start, stop, move, change or delete a resource or its group, as during a backup. The cluster still restarts what fails and takes over from a lost node.")
    static final class On extends Lock {
        On(Terminal terminal) {
            super(terminal, true);
        }
    }

    @Command(name = "unlock", description = "Ends a lock.")
    static final class Off extends Lock {
        Off(Terminal terminal) {
            super(terminal, false);
        }
    }

    @Override
    public Integer call() {
        if (resource.split("/", -1).length != 2) {
            throw new ParameterException(spec.commandLine(), "a resource is named as GROUP/RESOURCE, not '" + resource
                    + "'");
        }
        try (var client = connection.open()) {
            client.holds().lock(HoldTerms.full(resource), (SetLockRequest.Builder r) -> {
                r.setOn(on).setReason(terms.reason()).setRequestId(terms.requestId()).setValidateOnly(terms.dryRun());
                terms.duration().ifPresent(r::setDuration);
            });
        }
        terminal.line(terms.dryRun()
                ? "It can be done. Nothing was changed."
                : terminal.mark(true) + resource + (on
                        ? " is locked" + terms.until("fci unlock " + resource)
                        : " is not locked."));
        return ExitCode.OK.number();
    }
}
