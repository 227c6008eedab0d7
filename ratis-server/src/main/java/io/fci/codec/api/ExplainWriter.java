package io.fci.codec.api;

import io.fci.core.state.Group;
import io.fci.core.state.State;
import io.fci.core.view.Explain;
import io.fci.core.view.Finding;
import io.fci.v1.Explanation;
import io.fci.v1.Suggestion;

/// An explanation as the API shows it.
public final class ExplainWriter {
    private ExplainWriter() {}

    /// @param now cluster time in milliseconds
    public static Explanation write(State state, Group group, long now) {
        var explain = Explain.of(state, group, now);
        var message = Explanation.newBuilder()
                .setName(ApiNames.of(group.name()))
                .setHeadline(explain.headline())
                .setNextAction(explain.next());
        explain.nextIn().ifPresent(millis -> message.setNextActionIn(Durations.of(millis)));
        for (var candidate : explain.candidates()) {
            message.addCandidates(write(candidate));
            candidate.verdict().findings().stream()
                    .filter(finding -> finding.blocks() && !finding.remedy().isEmpty())
                    .forEach(finding -> message.addSuggestions(Suggestion.newBuilder()
                            .setText("lets it run on " + candidate.verdict().node())
                            .setCommand(finding.remedy())));
        }
        return message.build();
    }

    private static Explanation.Candidate write(Explain.Candidate candidate) {
        var message = Explanation.Candidate.newBuilder()
                .setNode(ApiNames.of(candidate.verdict().node()))
                .setEligible(candidate.verdict().eligible())
                .setChosen(candidate.owns())
                .setRank(candidate.rank());
        candidate.verdict().findings().forEach(finding -> message.addVerdicts(write(finding)));
        return message.build();
    }

    private static Explanation.Verdict write(Finding finding) {
        return Explanation.Verdict.newBuilder()
                .setRule(finding.rule().name())
                .setBlocking(finding.blocks())
                .setMessage(finding.words())
                .build();
    }
}
