package io.fci.cli;

import io.fci.cli.Output.Format;
import io.fci.client.OperationHandle;
import io.fci.v1.Operation;
import io.fci.v1.Step;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/// Options of every command that changes something, and the wait for what it set off: step by step as the cluster tells them.
final class Waiting {
    @Option(names = "--timeout", paramLabel = "TIME", defaultValue = "2m", converter = Time.class, description = "How long to wait for the operation (500ms, 30s, 2m). Default: ${DEFAULT-VALUE}. It goes on afterwards.")
    private Duration timeout;

    @Option(names = "--no-wait", description = "Return when it is committed, not when it is done.")
    private boolean noWait;

    @Option(names = "--dry-run", description = "Check, and tell what would be answered; change nothing.")
    private boolean dryRun;

    @Option(names = "--request-id", paramLabel = "ID", defaultValue = "", description = "Do it once, however often this is asked: a repeated id gets the first answer.")
    private String requestId;

    private int shown;

    boolean dryRun() {
        return dryRun;
    }

    String requestId() {
        return requestId;
    }

    /// Waits unless told not to.
    ///
    /// @return the operation as it was last seen
    Operation follow(OperationHandle handle, Terminal terminal, Format format) {
        if (dryRun || noWait) {
            return handle.operation();
        }
        showSteps(handle.operation(), terminal, format);
        return handle.await(timeout, operation -> showSteps(operation, terminal, format));
    }

    private void showSteps(Operation operation, Terminal terminal, Format format) {
        if (format != Format.TABLE) {
            return;
        }
        for (var step : operation.getStepsList().subList(Math.min(shown, operation.getStepsCount()),
                operation.getStepsCount())) {
            terminal.line(line(step, terminal));
        }
        shown = operation.getStepsCount();
    }

    static String line(Step step, Terminal terminal) {
        var failed = step.getState() == Step.State.STATE_FAILED;
        var action = step.getAction().name().substring("ACTION_".length()).toLowerCase(Locale.ROOT).replace('_', ' ');
        var node = step.getNode().isEmpty() ? "-" : ShortNames.of(step.getNode());
        var line = "  %s%-10s  %-16s  %-8s  %s".formatted(terminal.mark(!failed), action, step.getTarget(), node,
                Durations.exact(step.getElapsed()));
        return failed ? line + "  " + step.getFailure().getMessage() : line;
    }

    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                return Durations.parse(value);
            } catch (IllegalArgumentException e) {
                throw new picocli.CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }
}
