package io.fci.guard.wire;

/// What the log says of one node's lease, as far as the daemon has applied it: every incarnation below `k` is over, and
/// `k` itself when `over` is true. `k` 0: the node never had one.
public record Standing(String node, long k, boolean over) {
    public Standing {
        Names.check("node", node);
        if (k < 0) {
            throw new IllegalArgumentException("incarnation " + k + " is negative");
        }
    }
}
