package io.fci.cli;

import io.fci.client.FciException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command itself: what there is to do, and how every failure ends.
@Command(name = "fci", description = "Looks at a failover cluster and tells it what to do.", subcommands = {
        Status.class,
        Get.class, Create.class, Move.class, Online.class, Offline.class, Delete.class, Drain.class, Resume.class,
        Explain.class, ResourceCommand.class, Simulate.class, History.class, Clear.class, Maintenance.class,
        Lock.On.class, Lock.Off.class, Hosts.class,
        Node.class,
        Version.class}, synopsisSubcommandLabel = "COMMAND", footerHeading = "%nExit codes:%n", footer = ExitCode.HELP, mixinStandardHelpOptions = true, versionProvider = Version.class)
public final class Fci implements Runnable {
    private final Terminal terminal;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    Fci(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Entry point of bin/fci.
    public static void main(String[] args) {
        // A command lives for half a second: pools, leak records and native allocators only cost it start-up time.
        System.setProperty("io.netty.allocator.type", "unpooled");
        System.setProperty("io.netty.leakDetection.level", "disabled");
        System.setProperty("io.grpc.netty.useCustomAllocator", "false");
        System.exit(execute(Terminal.ofProcess(), args));
    }

    static int execute(Terminal terminal, String... args) {
        var line = new CommandLine(new Fci(terminal), new Verbs(terminal));
        line.setOut(terminal.out());
        line.setErr(terminal.err());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler(misused(terminal));
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(terminal, e).number());
        int code = line.execute(args);
        terminal.out().flush();
        return code;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to do; fci --help lists it");
    }

    private static IParameterExceptionHandler misused(Terminal terminal) {
        return (e, args) -> {
            var message = e.getMessage().replace('\n', ' ');
            var hint = "";
            if (e instanceof UnmatchedArgumentException unmatched) {
                var near = unmatched.getSuggestions();
                hint = near.isEmpty() ? "" : ". Did you mean " + String.join(" or ", near) + "?";
            }
            terminal.error(message + hint);
            terminal.note("try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
            return ExitCode.USAGE.number();
        };
    }

    private static ExitCode failed(Terminal terminal, Exception e) {
        terminal.out().flush();
        return switch (e) {
            case FciException known -> {
                terminal.error(known.getMessage());
                yield ExitCode.of(known);
            }
            case IllegalArgumentException wrong -> {
                terminal.error(wrong.getMessage());
                yield ExitCode.USAGE;
            }
            default -> {
                terminal.error("this command made a mistake: " + e);
                if (System.getenv("FCI_DEBUG") != null) {
                    e.printStackTrace(terminal.err());
                }
                yield ExitCode.OTHER;
            }
        };
    }
}
