package io.fci.guard.wire;

/// In whose name something is done: the node's incarnation `k`, and the epoch under which it owns the group.
public record Claim(long k, String group, long epoch) {
    public Claim {
        Names.check("group", group);
        if (k <= 0 || epoch <= 0) {
            throw new IllegalArgumentException("incarnation " + k + " and epoch " + epoch + " must be positive");
        }
    }

    @Override
    public String toString() {
        return "group '" + group + "' epoch " + epoch + " incarnation " + k;
    }
}
