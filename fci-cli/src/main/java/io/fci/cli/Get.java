package io.fci.cli;

import com.google.protobuf.Message;
import io.fci.client.FciClient;
import io.fci.v1.Group;
import io.fci.v1.Node;
import io.fci.v1.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `fci get`: objects as they are.
@Command(name = "get", description = "Prints groups, nodes or operations.", mixinStandardHelpOptions = true, footer = {
        "", "  fci get groups", "  fci get node n1 -o json"})
final class Get implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Parameters(index = "0", paramLabel = "KIND", description = "groups, nodes or operations.")
    private String kind;

    @Parameters(index = "1..*", paramLabel = "NAME", description = "Only these; without, all.")
    private List<String> names = List.of();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    Get(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        switch (kind) {
            case "group", "groups" -> {
                var groups = read(c -> c.groups().list(), (c, name) -> c.groups().get(name));
                print("groups", groups, Group::getName, () -> Tables.groups("", groups));
            }
            case "node", "nodes" -> {
                var nodes = read(c -> c.nodes().list(), (c, name) -> c.nodes().get(name));
                print("nodes", nodes, Node::getName, () -> nodes(nodes));
            }
            case "operation", "operations" -> {
                var operations = read(c -> c.operations().list(), (c, name) -> c.operations().get(name));
                print("operations", operations, Operation::getName, () -> Tables.operations(operations));
            }
            default -> throw new CommandLine.ParameterException(spec.commandLine(),
                    "there is nothing called '" + kind + "'; get groups, nodes or operations");
        }
        return ExitCode.OK.number();
    }

    /// Nodes that were asked for by name with what their guards did last.
    private List<String> nodes(List<Node> nodes) {
        if (names.isEmpty()) {
            return Tables.nodes("", nodes, "");
        }
        var lines = new ArrayList<>(Tables.nodesWithLeases(nodes));
        var teardowns = Tables.teardowns(nodes);
        if (!teardowns.isEmpty()) {
            lines.add("");
            lines.addAll(teardowns);
        }
        return lines;
    }

    private interface One<M> {
        M of(FciClient client, String name);
    }

    private <M> List<M> read(Function<FciClient, List<M>> all, One<M> one) {
        try (var client = connection.open()) {
            return names.isEmpty() ? all.apply(client) : names.stream().map(name -> one.of(client, name)).toList();
        }
    }

    private interface Rows {
        List<String> lines();
    }

    private <M extends Message> void print(String key, List<M> items, Function<M, String> name, Rows table) {
        switch (output.format()) {
            case JSON -> terminal.line(names.size() == 1
                    ? Json.text(items.getFirst())
                    : new Json().with(key, items).toString());
            case NAME -> items.forEach(item -> terminal.line(ShortNames.of(name.apply(item))));
            case TABLE -> {
                if (items.isEmpty()) {
                    terminal.note("no " + key);
                } else {
                    table.lines().forEach(terminal::line);
                }
            }
        }
    }
}
