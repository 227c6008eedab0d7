package io.fci.hands;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The main process of a resource: its argument vector (no shell reads it), its whole environment (a clean PATH is added
/// unless given), the user it runs as (a name or a numeric uid; empty: root) and its working directory (empty: `/`).
public record Command(List<String> argv, Map<String, String> environment, Optional<String> user,
        Optional<String> directory) {
    public Command {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }
}
