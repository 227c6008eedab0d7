package io.fci.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// `fci version`.
@Command(name = "version", description = "Prints the version of this command.", mixinStandardHelpOptions = true)
final class Version implements Callable<Integer>, IVersionProvider {
    private final Terminal terminal;

    Version(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public String[] getVersion() {
        var version = Fci.class.getPackage().getImplementationVersion();
        return new String[]{"fci " + (version == null ? "development build" : version)};
    }

    @Override
    public Integer call() {
        terminal.line(getVersion()[0]);
        return ExitCode.OK.number();
    }
}
