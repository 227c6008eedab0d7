package io.fci.cli;

import io.fci.v1.Group;
import io.fci.v1.ReadOptions;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `fci hosts`: for places without DNS.
@Command(name = "hosts", description = "Prints the names and addresses of all instances as a block for /etc/hosts. Addresses stay the same wherever an instance runs, so the block changes only with the configuration.", mixinStandardHelpOptions = true)
final class Hosts implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    Hosts(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open()) {
            var answer = client.groups().list(ReadOptions.getDefaultInstance());
            terminal.line("# fci: begin " + answer.getHeader().getClusterId() + ", revision "
                    + answer.getHeader().getRevision());
            lines(answer.getGroupsList()).forEach(terminal::line);
            terminal.line("# fci: end");
        }
        return ExitCode.OK.number();
    }

    /// Of what is only planned to be an instance there is nothing to find.
    private static List<String> lines(List<Group> groups) {
        return groups.stream()
                .filter(group -> group.getStatus().hasInstance())
                .sorted(Comparator.comparing(Group::getName))
                .flatMap(group -> group.getStatus().getInstance().getAddressesList().stream()
                        .map(address -> address + "\t" + group.getStatus().getInstance().getNetworkName()))
                .toList();
    }
}
