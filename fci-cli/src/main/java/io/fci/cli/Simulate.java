package io.fci.cli;

import io.fci.v1.Incident;
import io.fci.v1.SimulateResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// `fci simulate`.
@Command(name = "simulate", description = "Says what the cluster would do if all of this happened together. Changes nothing.", mixinStandardHelpOptions = true)
final class Simulate implements Callable<Integer> {
    private final Terminal terminal;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Option(names = "--kill", paramLabel = "NODE", split = ",", description = "These nodes are lost, with commas between.")
    private List<String> lost = new ArrayList<>();

    @Option(names = "--drain", paramLabel = "NODE", split = ",", description = "These are drained.")
    private List<String> drained = new ArrayList<>();

    @Option(names = "--return", paramLabel = "NODE", split = ",", description = "These come back, or are resumed.")
    private List<String> returned = new ArrayList<>();

    @Option(names = "--fail", paramLabel = "GROUP/RESOURCE", split = ",", description = "These resources fail, and every restart where they are, too.")
    private List<String> failed = new ArrayList<>();

    Simulate(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var incidents = incidents();
        if (incidents.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "say what happens: --kill, --drain, --return or --fail");
        }
        try (var client = connection.open()) {
            var answer = client.simulate(incidents);
            switch (output.format()) {
                case JSON -> terminal.line(Json.text(answer));
                case NAME -> answer.getPlan().getMovesList()
                        .forEach(move -> terminal.line(ShortNames.of(move.getGroup())));
                case TABLE -> lines(answer).forEach(terminal::line);
            }
        }
        return ExitCode.OK.number();
    }

    private List<Incident> incidents() {
        var all = new ArrayList<Incident>();
        lost.forEach(node -> all.add(Incident.newBuilder().setNodeLost(node).build()));
        drained.forEach(node -> all.add(Incident.newBuilder().setNodeDrained(node).build()));
        returned.forEach(node -> all.add(Incident.newBuilder().setNodeReturned(node).build()));
        failed.forEach(resource -> all.add(Incident.newBuilder().setResourceFailure(
                Incident.ResourceFailure.newBuilder().setResource(fullName(resource))).build()));
        return all;
    }

    private String fullName(String resource) {
        var parts = resource.split("/");
        if (parts.length != 2) {
            throw new ParameterException(spec.commandLine(), "a resource is named as GROUP/RESOURCE, not '" + resource
                    + "'");
        }
        return "groups/" + parts[0] + "/resources/" + parts[1];
    }

    private List<String> lines(SimulateResponse answer) {
        var lines = new ArrayList<String>();
        answer.getRefusedList().forEach(words -> lines.add("not decided: " + words));
        var table = new Table("", "GROUP", "FROM", "TO", "BECAUSE");
        for (var move : answer.getPlan().getMovesList()) {
            table.row(ShortNames.of(move.getGroup()), place(move.getFromNode()), place(move.getToNode()),
                    move.getReason());
        }
        lines.addAll(answer.getPlan().getMovesCount() == 0 ? List.of("no group would move") : table.lines());
        answer.getPlan().getBlockedList().forEach(explanation -> {
            lines.add("");
            lines.addAll(Explain.lines(explanation, terminal));
        });
        return lines;
    }

    private static String place(String node) {
        return node.isEmpty() ? "nowhere" : ShortNames.of(node);
    }
}
