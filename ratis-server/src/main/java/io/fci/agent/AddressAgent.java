package io.fci.agent;

import io.fci.core.state.Networks;
import io.fci.core.state.ResourceKind;
import io.fci.hands.Address;
import io.fci.hands.Hands;
import io.fci.hands.HandsRefused;
import io.fci.hands.Ownership;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/// An IPv4 or IPv6 address: asked for on the wire first, then added to the interface and announced.
///
/// What the last owner had until it proved that it gave it up nobody else can have had: it is added at once, and its clients
/// do not wait for the wire. Somebody may have taken it in between, so the first check asks the wire after all.
///
/// Somebody who answers may be the last owner's kernel: its guard is frozen, its processes are cut off, and the address goes
/// away by itself within seconds. So a conflict counts only when it lasts.
final class AddressAgent implements Agent {
    /// Longer than any address outlives the lease it was added under (a guard gives it the lease in whole seconds and one
    /// more, and the kernel may be a second late).
    private static final int TRIES = 20;

    private static final long AGAIN_MILLIS = 200;

    private final Hands hands;
    private final Ownership ownership;
    private final String resource;
    private final ResourceKind.Address kind;
    private final boolean askLater;
    private volatile boolean asked;

    AddressAgent(Hands hands, Ownership ownership, String resource, ResourceKind.Address kind,
            boolean vacated) {
        this.hands = hands;
        this.ownership = ownership;
        this.resource = resource;
        this.kind = kind;
        this.askLater = vacated && kind.conflictCheck();
    }

    @Override
    public void start() throws HandsRefused, InterruptedException {
        for (int tries = 1;; tries++) {
            try {
                add();
                return;
            } catch (HandsRefused e) {
                if (e.reason() != HandsRefused.Reason.ADDRESS_IN_USE || tries == TRIES) {
                    throw e;
                }
            }
            Thread.sleep(AGAIN_MILLIS);
        }
    }

    private void add() throws HandsRefused {
        hands.addAddress(ownership, resource, new Address(address(), kind.prefixLength(), kind.iface(),
                kind.conflictCheck() && !askLater, kind.announce().count(),
                Duration.ofMillis(kind.announce().intervalMillis())));
    }

    @Override
    public boolean leavesDoubt() {
        return askLater;
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
        if (askLater && !asked) {
            requireNobodyElse();
            asked = true;
        }
    }

    private void requireNobodyElse() throws AgentFailed, HandsRefused {
        try {
            hands.confirmAddress(ownership, resource, address());
        } catch (HandsRefused e) {
            if (e.reason() != HandsRefused.Reason.ADDRESS_IN_USE) {
                throw e;
            }
            throw new AgentFailed(e.getMessage());
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
