package io.fci.guard.machine;

import java.util.List;

/// What the guard acts on.
public interface Machine {
    Processes processes();

    Addresses addresses();

    Gate gate();

    /// Where the daemon lives: apart from the groups, so that ending every group does not end the daemon.
    Processes daemon();

    /// Sentences about what cannot be done here, for the node's status.
    List<String> concerns();
}
