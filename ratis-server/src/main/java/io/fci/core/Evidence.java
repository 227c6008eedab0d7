package io.fci.core;

import java.util.SortedMap;

/// Why an incarnation is over. Each kind is stable: true once, true for ever; so a late or a second proposal is harmless.
public sealed interface Evidence {
    /// Acceptors that refused the incarnation for ever after their timer had run out.
    ///
    /// @param acceptors by name, each with the acceptor incarnation under which it attested
    /// @param silentMillis how long the node had not been heard, at the acceptor that heard it last
    record Attests(SortedMap<NodeName, Long> acceptors, long silentMillis) implements Evidence {
        public Attests {
            acceptors = Sorted.copyOf(acceptors);
        }
    }

    /// The node's own guard said that everything of the incarnation is terminated and verified.
    record Dead(String why) implements Evidence {}
}
