package io.fci.core.log;

import io.fci.core.state.NodeName;
import io.fci.core.state.Sorted;
import java.util.List;
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

    /// Fencing devices confirmed that the machine is off, after the incarnation had begun.
    ///
    /// @param by whose daemon ran the agents
    /// @param order of the attempt it was done for
    /// @param devices ids of all that confirmed
    /// @param elapsedMillis from the first run of an agent to the last confirmation
    record Fenced(NodeName by, long order, List<String> devices, long elapsedMillis) implements Evidence {
        public Fenced {
            devices = List.copyOf(devices);
        }
    }
}
