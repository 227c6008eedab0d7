package io.fci;

import io.fci.core.state.Networks;
import io.fci.core.state.ResourceKind;
import io.fci.hands.Hands;
import io.fci.hands.HandsRefused;
import io.fci.rpc.AddressProbe;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks this node's network through the guard.
record Neighbours(Hands hands) implements AddressProbe {
    private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);

    @Override
    public Optional<String> conflict(ResourceKind.Address address) {
        try {
            hands.probe(InetAddress.getByAddress(Networks.bytes(address.ip())), address.prefixLength(),
                    address.iface());
            return Optional.empty();
        } catch (HandsRefused e) {
            if (e.reason() == HandsRefused.Reason.ADDRESS_IN_USE) {
                return Optional.of(e.getMessage());
            }
            // This node cannot tell; the one that starts the group asks again.
            LOG.debug("nobody was asked for {}: {}", address.ip(), e.getMessage());
            return Optional.empty();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes: " + address.ip(), e);
        }
    }
}
