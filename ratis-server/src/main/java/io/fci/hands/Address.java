package io.fci.hands;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/// An address to add: which, in which network (by the length of its prefix), on which interface (empty: the one that is
/// in that network), whether the wire is asked first who has it, and how it is announced.
public record Address(InetAddress address, int prefix, Optional<String> interfaceName, boolean probe, int announcements,
        Duration announceEvery) {
    /// Probed, and announced five times within a second.
    public static Address of(InetAddress address, int prefix) {
        return new Address(address, prefix, Optional.empty(), true, 5, Duration.ofMillis(200));
    }
}
