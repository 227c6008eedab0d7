package io.fci.cli;

import io.fci.v1.Operation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fci delete`.
@Command(name = "delete", description = "Deletes a group that is offline.", mixinStandardHelpOptions = true)
final class Delete implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Mixin
    private Waiting waiting;

    @Parameters(paramLabel = "GROUP", description = "Name of the group.")
    private String group;

    @Option(names = "--force", description = "Take it offline first.")
    private boolean force;

    Delete(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open()) {
            var operation = client.groups()
                    .delete(group, r -> r.setForce(force)
                            .setRequestId(waiting.requestId())
                            .setValidateOnly(waiting.dryRun()))
                    .map(handle -> waiting.follow(handle, terminal, output.format()))
                    .orElseGet(this::nothingToDo);
            Outcome.show(operation, terminal, output.format(), () -> sentence(operation));
        }
        return ExitCode.OK.number();
    }

    private Operation nothingToDo() {
        return Operation.newBuilder()
                .setKind(Operation.Kind.KIND_DELETE)
                .setState(Operation.State.STATE_SUCCEEDED)
                .addTargets(group)
                .build();
    }

    private String sentence(Operation ended) {
        return terminal.mark(true) + ShortNames.of(group) + " is deleted.";
    }
}
