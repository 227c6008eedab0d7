package io.fci.agent;

import io.fci.core.Networks;
import io.fci.core.ResourceKind;
import io.fci.hands.Address;
import io.fci.hands.Hands;
import io.fci.hands.HandsRefused;
import io.fci.hands.Ownership;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/// An IPv4 or IPv6 address: asked for on the wire first, then added to the interface and announced.
final class AddressAgent implements Agent {
    private final Hands hands;
    private final Ownership ownership;
    private final String resource;
    private final ResourceKind.Address kind;

    AddressAgent(Hands hands, Ownership ownership, String resource, ResourceKind.Address kind) {
        this.hands = hands;
        this.ownership = ownership;
        this.resource = resource;
        this.kind = kind;
    }

    @Override
    public void start() throws HandsRefused {
        hands.addAddress(ownership, resource, new Address(address(), kind.prefixLength(), kind.iface(),
                kind.conflictCheck(), kind.announce().count(), Duration.ofMillis(kind.announce().intervalMillis())));
    }

    @Override
    public void stop() throws HandsRefused {
        hands.removeAddress(ownership, resource, address());
    }

    @Override
    public void check() throws AgentFailed, HandsRefused {
        if (!hands.hasAddress(ownership, resource, address())) {
            throw new AgentFailed("address " + kind.ip() + " is not on this node any more: something else removed it");
        }
    }

    private InetAddress address() {
        try {
            return InetAddress.getByAddress(Networks.bytes(kind.ip()));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes: " + kind.ip(), e);
        }
    }
}
