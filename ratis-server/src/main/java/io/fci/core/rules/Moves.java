package io.fci.core.rules;

import io.fci.core.state.Event.Severity;
import io.fci.core.state.Group;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation.Cause;
import io.fci.core.state.Operation.Kind;
import io.fci.core.state.Ownership.Next;
import io.fci.core.state.Ownership.Owned;
import java.util.Optional;
import java.util.OptionalLong;

/// Planned moves that the cluster makes by itself.
final class Moves {
    private Moves() {}

    /// @param target empty: it stops, and waits for a node
    static void leave(Turn turn, Group group, Owned owned, Optional<NodeName> target, Kind kind, Cause cause,
            String why) {
        var begun = Operations.begin(turn, group, kind, cause, why, OptionalLong.of(turn.now()));
        target.ifPresent(to -> Operations.to(turn, begun, to));
        turn.put(GroupRules.redirect(begun, new Next.Assign(target, Optional.of(owned.node()))));
        turn.event(Severity.INFO, "GROUP_MOVING", begun, Optional.of(owned.node()), "group " + group.name()
                + " stops on " + owned.node() + target.map(to -> ", next " + to).orElse(" and waits for a node that may"
                        + " run it")
                + ", because " + why, "epoch", Long.toString(owned.epoch()));
    }
}
