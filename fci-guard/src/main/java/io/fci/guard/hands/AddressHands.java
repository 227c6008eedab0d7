package io.fci.guard.hands;

import io.fci.guard.machine.Addresses;
import io.fci.guard.machine.RefusedException;
import io.fci.guard.wire.HandsReason;
import io.fci.guard.wire.HandsRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Adds, announces and removes addresses of resources. Called by the threads of the hands, several at a time.
final class AddressHands {
    private static final int PROBE_MILLIS = 50;

    private final Addresses addresses;
    private final ScheduledExecutorService later;
    private final int lifetimeSeconds;
    private final Consumer<String> notes;

    /// @param lifetimeSeconds how long an address may stay without [#keep]
    AddressHands(Addresses addresses, ScheduledExecutorService later, int lifetimeSeconds, Consumer<String> notes) {
        this.lifetimeSeconds = lifetimeSeconds;
        this.addresses = addresses;
        this.later = later;
        this.notes = notes;
    }

    void add(Ledger.Open open, HandsRequest.AddAddress request, ProcessHands.Check check)
            throws IOException, RefusedException {
        var address = request.address();
        var target = addresses.target(address, request.prefix(), request.interfaceName());
        var put = open.addresses().get(address);
        if (put != null && !put.resource().equals(request.resource())) {
            throw new RefusedException(HandsReason.ADDRESS_IN_USE, "address " + address.getHostAddress()
                    + " belongs to resource '" + put.resource() + "' of the same group",
                    Map.of("address", address.getHostAddress(), "resource", put.resource()));
        }
        if (put == null || !addresses.has(address)) {
            if (request.probe()) {
                addresses.probe(target, address, PROBE_MILLIS);
            }
            place(open, request, target, check);
        }
        announce(open, request, target, check, request.announceCount());
    }

    /// Refused when somebody has the address, this node included.
    void probe(HandsRequest.Probe request) throws IOException, RefusedException {
        var address = request.address();
        var target = addresses.target(address, request.prefix(), request.interfaceName());
        if (addresses.has(address)) {
            throw new RefusedException(HandsReason.ADDRESS_IN_USE, "address " + address.getHostAddress()
                    + " is on this node already (interface " + target.link()
                    + "); choose another one or remove it there",
                    Map.of("address", address.getHostAddress()));
        }
        addresses.probe(target, address, PROBE_MILLIS);
    }

    /// The lock orders this with the teardown: withdrawn permission is seen here, or the address is seen there.
    private void place(Ledger.Open open, HandsRequest.AddAddress request, Addresses.Target target,
            ProcessHands.Check check) throws IOException, RefusedException {
        synchronized (addresses) {
            check.now();
            addresses.add(target, request.address(), lifetimeSeconds);
            open.addresses().put(request.address(), new Ledger.Put(request.resource(), target));
        }
    }

    /// The first at once, the others later without holding anything up; each only while the lease is valid and the
    /// address still here, because a raw frame of a node that lost its lease takes traffic away from the new owner.
    private void announce(Ledger.Open open, HandsRequest.AddAddress request, Addresses.Target target,
            ProcessHands.Check check, int left) throws IOException, RefusedException {
        if (left == 0 || !open.addresses().containsKey(request.address())) {
            return;
        }
        check.now();
        addresses.announce(target, request.address());
        later.schedule(() -> {
            try {
                announce(open, request, target, check, left - 1);
            } catch (RefusedException e) {
                return; // The lease is lost or the epoch released: silence is right.
            } catch (IOException e) {
                notes.accept("announcing " + request.address().getHostAddress() + ": " + e.getMessage());
            }
        }, request.announceIntervalMillis(), TimeUnit.MILLISECONDS);
    }

    void remove(Ledger.Open open, HandsRequest.RemoveAddress request, ProcessHands.Check check)
            throws IOException, RefusedException {
        synchronized (addresses) {
            check.now();
            // Not added for this resource: it is not there as far as this resource goes.
            if (belongs(open, request.resource(), request.address())) {
                // Forgotten first, so that the kernel's news of it is no surprise.
                var put = open.addresses().remove(request.address());
                try {
                    addresses.remove(request.address());
                    if (addresses.has(request.address())) {
                        throw new RefusedException(HandsReason.NOT_STOPPED, "address "
                                + request.address().getHostAddress() + " is still here although it was removed",
                                Map.of("what", request.resource()));
                    }
                } catch (IOException | RefusedException e) {
                    open.addresses().put(request.address(), put);
                    throw e;
                }
            }
        }
    }

    /// Lets the addresses of an open epoch live on while its lease does. The kernel's timer runs also when this guard is
    /// frozen: then it takes them away, and nobody answers for them when the next owner asks the wire.
    void keep(Ledger.Open open, ProcessHands.Check check) {
        open.addresses().forEach((address, put) -> {
            synchronized (addresses) {
                if (!open.addresses().containsKey(address)) {
                    return;
                }
                try {
                    check.now();
                    // One that somebody removed stays away: its resource failed, and its next start asks the wire first.
                    if (!addresses.has(address)) {
                        return;
                    }
                    addresses.keep(put.target(), address, lifetimeSeconds);
                } catch (RefusedException e) {
                    return; // The lease is lost: the teardown removes it.
                } catch (IOException e) {
                    notes.accept("keeping " + address.getHostAddress() + ": " + e.getMessage());
                }
            }
        });
    }

    boolean present(Ledger.Open open, String resource, InetAddress address) throws IOException {
        return belongs(open, resource, address) && addresses.has(address);
    }

    /// Refused when somebody else answers for an address of the resource. One that is not its own is nobody's concern here.
    void confirm(Ledger.Open open, HandsRequest.ConfirmAddress request) throws IOException, RefusedException {
        var put = open.addresses().get(request.address());
        if (put != null && put.resource().equals(request.resource())) {
            addresses.probe(put.target(), request.address(), PROBE_MILLIS);
        }
    }

    private static boolean belongs(Ledger.Open open, String resource, InetAddress address) {
        var put = open.addresses().get(address);
        return put != null && put.resource().equals(resource);
    }
}
