package io.fci.hands;

/// What the log says of one node's lease: every incarnation below `k` is over, and `k` itself when `over`. A node that
/// never had an incarnation stands at 0.
public record Standing(String node, long k, boolean over) {}
