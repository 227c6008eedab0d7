package io.fci.guard.machine;

import io.fci.guard.wire.HandsReason;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Addresses of the demonstration on one machine: every address of 127/8 is there anyway, so adding one only takes note.
final class LoopbackAddresses implements Addresses {
    private final Set<InetAddress> added = ConcurrentHashMap.newKeySet();

    @Override
    public Target target(InetAddress address, int prefix, Optional<String> interfaceName) throws RefusedException {
        if (address.getAddress().length != 4 || !address.isLoopbackAddress()) {
            throw new RefusedException(HandsReason.NOT_LOOPBACK, "address " + address.getHostAddress()
                    + " is not within 127.0.0.0/8, and this node runs the loopback demonstration, which moves no address",
                    Map.of("address", address.getHostAddress()));
        }
        return new Target(1, "lo");
    }

    @Override
    public void probe(Target target, InetAddress address, int millis) {
        // Nobody else is on the loopback wire.
    }

    @Override
    public void add(Target target, InetAddress address, int seconds) {
        added.add(address);
    }

    @Override
    public void keep(Target target, InetAddress address, int seconds) {
        // It is everywhere anyway.
    }

    @Override
    public void announce(Target target, InetAddress address) {
        // Nobody listens.
    }

    @Override
    public void remove(InetAddress address) {
        added.remove(address);
    }

    @Override
    public void removeMarked() {
        added.clear();
    }

    @Override
    public boolean has(InetAddress address) {
        return added.contains(address);
    }

    @Override
    public List<InetAddress> marked() {
        return List.copyOf(added);
    }

    @Override
    public List<InetAddress> awaitRemoved(int millis) {
        java.util.concurrent.locks.LockSupport.parkNanos(millis * 1_000_000L);
        return List.of();
    }
}
