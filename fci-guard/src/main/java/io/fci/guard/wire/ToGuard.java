package io.fci.guard.wire;

import java.util.List;

/// What a daemon sends to its guard. Any message counts as a sign of life; [Heartbeat] is for when there is no other.
public sealed interface ToGuard {
    /// The first message of a connection. From here on this connection, and no older one, may command.
    record Hello(int version, long pid) implements ToGuard {}

    record Heartbeat() implements ToGuard {}

    /// What the log says of the nodes now.
    record View(List<Standing> view) implements ToGuard {
        public View {
            view = List.copyOf(view);
        }
    }

    /// Ask every acceptor to attest that (node, k) is silent.
    record Ask(String node, long k) implements ToGuard {
        public Ask {
            Names.check("node", node);
        }
    }

    /// An operator ordered that (node, k) be refused.
    record Revoke(String node, long k) implements ToGuard {
        public Revoke {
            Names.check("node", node);
        }
    }

    record Request(long id, HandsRequest request) implements ToGuard {}
}
