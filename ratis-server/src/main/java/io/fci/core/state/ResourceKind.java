package io.fci.core.state;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// What a resource is, with its settings. Defaults are filled in when a request is read, so that what is stored is what
/// will be done.
public sealed interface ResourceKind {
    /// The types this version knows, as they are named in sentences.
    List<String> TYPES = List.of("ip_address", "network_name", "process");

    /// The type's name in sentences and in the API.
    String type();

    /// An address that moves with the group; `ip` is its canonical text form.
    sealed interface Address extends ResourceKind permits IpAddress, Ipv6Address {
        String ip();

        /// Of the network it lies in, not of what is put on the interface (that is /32 or /128).
        int prefixLength();

        /// Empty: the interface that has an address in the same network.
        Optional<String> iface();

        Announce announce();

        /// Refuse to start if someone else answers for the address.
        boolean conflictCheck();
    }

    /// How often, and how many milliseconds apart, the network is told that the address moved.
    record Announce(int count, int intervalMillis) {
        public static final Announce DEFAULT = new Announce(5, 200);
    }

    /// An IPv4 address.
    record IpAddress(String ip, int prefixLength, Optional<String> iface, Announce announce, boolean conflictCheck)
            implements
                Address {
        @Override
        public String type() {
            return "ip_address";
        }
    }

    /// An IPv6 address.
    record Ipv6Address(String ip, int prefixLength, Optional<String> iface, Announce announce, boolean conflictCheck)
            implements
                Address {
        @Override
        public String type() {
            return "ip_address";
        }
    }

    /// The name under which the group is published, folded; its addresses are the address resources it depends on.
    record NetworkName(String fqdn, int ttlSeconds) implements ResourceKind {
        @Override
        public String type() {
            return "network_name";
        }
    }

    /// A process that FCI starts and supervises. Stop sends `stopSignal` (a number) and after the stop timeout kills all.
    record Process(List<String> command, SortedMap<String, String> environment, Optional<String> user,
            Optional<String> workingDirectory, int stopSignal) implements ResourceKind {
        public static final int SIGTERM = 15;

        public Process {
            command = List.copyOf(command);
            environment = Sorted.copyOf(environment);
        }

        @Override
        public String type() {
            return "process";
        }
    }
}
