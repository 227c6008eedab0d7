package io.fci.raft;

import io.fci.core.log.Applied;
import io.fci.core.log.Entry;
import io.fci.core.state.State;

/// The rules: the next state from the present one and an entry. In the daemon this is `Cluster::apply`. Throwing means a
/// bug, and stops this replica before the entry counts as applied.
@FunctionalInterface
public interface Applicator {
    Applied apply(State state, Entry entry);
}
