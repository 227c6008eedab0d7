package io.fci.rpc;

import io.fci.core.state.Fencing;
import java.util.Optional;

/// Whether a device could be used, as far as the asked node can tell. Asked so that a mistake is told to whoever makes it:
/// what the agents of other nodes say is found out by their tests.
public interface FencingCheck {
    FencingCheck NONE = device -> Optional.empty();

    /// One sentence: why the device cannot work here; empty: nothing is wrong with it, or this node cannot tell.
    Optional<String> objection(Fencing.Device device);
}
