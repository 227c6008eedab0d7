package io.fci.core.rules;

import io.fci.core.state.Failback;
import io.fci.core.state.GroupName;
import io.fci.core.state.Operation.Cause;
import io.fci.core.state.Operation.Kind;
import io.fci.core.view.Failbacks;
import java.util.Optional;
import java.util.SortedSet;

/// Groups go back by themselves to the node they prefer.
final class FailbackRules {
    private FailbackRules() {}

    /// @param windows groups whose window is open
    static void due(Turn turn, SortedSet<GroupName> windows) {
        for (var name : turn.state().groups().keySet()) {
            var group = turn.group(name);
            var back = Failbacks.of(turn.state(), group).filter(r -> r.due() <= turn.now());
            if (back.isPresent()
                    && (group.spec().failback().mode() == Failback.Mode.IMMEDIATE || windows.contains(name))) {
                Moves.leave(turn, group, group.owner().orElseThrow(), Optional.of(back.get().to()), Kind.FAILBACK,
                        Cause.FAILBACK, name + " prefers " + back.get().to() + ", which is back");
            }
        }
    }
}
