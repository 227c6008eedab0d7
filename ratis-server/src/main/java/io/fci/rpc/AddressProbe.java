package io.fci.rpc;

import io.fci.core.state.ResourceKind;
import java.util.Optional;

/// Who has an address now, as the network of this node tells.
public interface AddressProbe {
    /// Knows nothing: for nodes that carry no addresses.
    AddressProbe NONE = address -> Optional.empty();

    /// A sentence that says who answered; empty: nobody did, or this node is not in that network and cannot tell. Bounded
    /// in time, may block.
    Optional<String> conflict(ResourceKind.Address address);
}
