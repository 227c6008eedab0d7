package io.fci.core.view;

import io.fci.core.state.Group;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.State;
import java.util.List;
import java.util.OptionalLong;

/// How often a group may move by itself because its resources fail. The loss of a node costs nothing of it.
///
/// @param used cluster times of the failovers that count now, oldest first
/// @param limit how many may
public record FailoverBudget(List<Long> used, int limit, long periodMillis) {
    public FailoverBudget {
        used = List.copyOf(used);
    }

    public static FailoverBudget of(State state, Group group, long now) {
        var policy = group.spec().failover();
        return new FailoverBudget(
                group.failovers().stream().filter(t -> now - t < policy.periodMillis()).toList(),
                policy.max().orElse(Math.max(1, possibleNodes(state, group.spec()) - 1)), policy.periodMillis());
    }

    public boolean isSpent() {
        return used.size() >= limit;
    }

    /// When the next failover is possible again; empty: it is, or will never be.
    public OptionalLong resets() {
        return isSpent() && limit > 0
                ? OptionalLong.of(used.get(used.size() - limit) + periodMillis)
                : OptionalLong.empty();
    }

    private static int possibleNodes(State state, GroupSpec spec) {
        return spec.possibleNodes().isEmpty() ? state.nodes().size() : spec.possibleNodes().size();
    }
}
