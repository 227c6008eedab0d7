package io.fci.core.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.rules.Turn;
import io.fci.core.state.GroupName;
import io.fci.core.state.Operation;
import io.fci.core.state.Operation.Progress;
import io.fci.core.state.State;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class OperationsTest {
    /// Otherwise two operations would have one number, and a client would follow the wrong one.
    @Test
    void theYoungestOperationIsNeverForgotten() {
        var turn = new Turn(State.EMPTY, 0, 0, "");
        for (int id = 1; id <= State.MAX_OPERATIONS; id++) {
            turn.put(operation(id, new Progress.Running()));
        }
        turn.put(operation(State.MAX_OPERATIONS + 1, new Progress.Succeeded()));
        assertThat(turn.nextOperation()).isEqualTo(State.MAX_OPERATIONS + 2);
    }

    @Test
    void theOldestEndedOperationIsForgottenFirst() {
        var turn = new Turn(State.EMPTY, 0, 0, "");
        turn.put(operation(1, new Progress.Running()));
        for (int id = 2; id <= State.MAX_OPERATIONS + 3; id++) {
            turn.put(operation(id, new Progress.Succeeded()));
        }
        assertThat(turn.state().operations()).hasSize(State.MAX_OPERATIONS)
                .containsKeys(1L, 5L)
                .doesNotContainKeys(2L, 3L, 4L);
    }

    private static Operation operation(long id, Progress progress) {
        return new Operation(id, Operation.Kind.MOVE, new Operation.About.OfGroup(new GroupName("sql")),
                Operation.Cause.REQUESTED, "", "",
                Optional.empty(), Optional.empty(), progress, List.of(), 0, 0, 0, OptionalLong.empty(),
                OptionalLong.empty());
    }
}
