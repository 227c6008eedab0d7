package io.fci.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/// `fci node`: what is done with one machine.
@Command(name = "node", description = "Fencing of a node: its devices, turning it off, and saying that it is off.", subcommands = {
        NodeFencing.class, NodeFence.class,
        NodeConfirmDown.class}, synopsisSubcommandLabel = "COMMAND", mixinStandardHelpOptions = true)
final class Node implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(),
                "say what to do with the node: fencing, fence or confirm-down; fci node --help explains them");
    }
}
