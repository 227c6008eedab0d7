package io.fci.cli;

import io.fci.v1.Explanation;
import io.fci.v1.ReadOptions;
import io.fci.v1.ReadOptions.Consistency;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `fci explain`.
@Command(name = "explain", aliases = "why", description = "Says why a group is as it is, what speaks for and against each node, and what happens next.", mixinStandardHelpOptions = true)
final class Explain implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private Connection connection;

    @Mixin
    private Output output;

    @Parameters(paramLabel = "GROUP", description = "Name of the group.")
    private String group;

    @Option(names = "--local", description = "What the asked node knows, at once; works without a majority.")
    private boolean local;

    Explain(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (var client = connection.open()) {
            var explanation = client.groups().explain(group, ReadOptions.newBuilder()
                    .setConsistency(local ? Consistency.CONSISTENCY_LOCAL : Consistency.CONSISTENCY_LINEARIZABLE)
                    .build());
            switch (output.format()) {
                case JSON -> terminal.line(Json.text(explanation));
                case NAME -> explanation.getCandidatesList().stream()
                        .filter(Explanation.Candidate::getEligible)
                        .forEach(candidate -> terminal.line(ShortNames.of(candidate.getNode())));
                case TABLE -> lines(explanation, terminal).forEach(terminal::line);
            }
        }
        return ExitCode.OK.number();
    }

    static List<String> lines(Explanation explanation, Terminal terminal) {
        var lines = new ArrayList<String>();
        lines.add(explanation.getHeadline());
        lines.add("");
        int width = explanation.getCandidatesList().stream().mapToInt(c -> ShortNames.of(c.getNode()).length()).max()
                .orElse(0);
        for (var candidate : explanation.getCandidatesList()) {
            lines.add(("  %s%-" + Math.max(1, width) + "s  %s").formatted(terminal.mark(candidate.getEligible()),
                    ShortNames.of(candidate.getNode()), verdict(candidate)));
        }
        lines.add("");
        lines.add("Next: " + explanation.getNextAction() + ".");
        for (var suggestion : explanation.getSuggestionsList()) {
            lines.add("You can: " + suggestion.getCommand() + "   (" + suggestion.getText() + ")");
        }
        return lines;
    }

    private static String verdict(Explanation.Candidate candidate) {
        var words = candidate.getVerdictsList().stream().map(Explanation.Verdict::getMessage)
                .collect(Collectors.joining("; "));
        if (candidate.getRank() == 0) {
            return words;
        }
        return "number " + candidate.getRank() + " to take it" + (words.isEmpty() ? "" : "; " + words);
    }
}
