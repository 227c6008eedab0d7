package io.fci.codec.api;

import io.fci.core.state.Ownership.Waiting;
import io.fci.core.state.State;
import io.fci.core.state.Takeover;
import io.fci.core.view.Waits;
import io.fci.v1.Failure;
import io.fci.v1.Suggestion;
import io.fci.v1.Wait;

/// What a group waits for, as the API shows it.
final class WaitWriter {
    private WaitWriter() {}

    static Wait write(Waiting waiting) {
        return Wait.newBuilder()
                .setTakeover(SpecWriter.write(waiting.takeover()))
                .setNode(ApiNames.of(waiting.node()))
                .setIncarnation(waiting.incarnation())
                .setSince(Times.of(waiting.sinceWall()))
                .build();
    }

    static Failure failure(State state, Waiting waiting) {
        var fence = waiting.takeover() == Takeover.LEASE_AND_FENCE;
        return OperationWriter.failure(fence ? "WAITS_FOR_FENCING" : "WAITS_FOR_OPERATOR",
                Waits.sentence(state, waiting))
                .toBuilder()
                .putMetadata("node", waiting.node().value())
                .addSuggestions(Suggestion.newBuilder()
                        .setText("if you have seen that " + waiting.node() + " is off")
                        .setCommand("fci node confirm-down " + waiting.node()))
                .build();
    }
}
