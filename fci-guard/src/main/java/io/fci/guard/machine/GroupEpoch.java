package io.fci.guard.machine;

/// One ownership of one group: what a place on the machine belongs to.
public record GroupEpoch(String group, long epoch) {
    /// The name of its directory. Neither part has a dot in it.
    String directory() {
        return group + "." + epoch;
    }

    @Override
    public String toString() {
        return "group '" + group + "' epoch " + epoch;
    }
}
