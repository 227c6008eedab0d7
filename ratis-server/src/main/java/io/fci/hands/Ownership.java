package io.fci.hands;

/// In whose name the hands act: this node's incarnation `k`, and the epoch under which it owns the group.
public record Ownership(long k, String group, long epoch) {}
