package io.fci.config;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/// Addresses as they are written in a node file. Never asks a resolver: a node must start while DNS is down, above all
/// because it may be the DNS.
final class Addresses {
    private Addresses() {}

    /// Empty: not the address of one machine, or not in the form it is usually written in ('10.77.11', '010.77.0.11' and
    /// zones mean different things to different programs).
    static Optional<InetAddress> unicast(String text) {
        InetAddress address;
        try {
            address = text.contains(":") ? Inet6Address.ofLiteral(text) : Inet4Address.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        var plain = switch (address) {
            case Inet4Address four -> four.getHostAddress().equals(text) && !four.getHostAddress().startsWith("255.");
            case Inet6Address six -> !text.contains("%") && !text.contains("[") && !six.isLinkLocalAddress();
            default -> false;
        };
        return plain && !address.isAnyLocalAddress() && !address.isMulticastAddress()
                ? Optional.of(address)
                : Optional.empty();
    }

    /// In 127.0.0.0/8, of which every machine has all.
    static boolean isDemo(InetAddress address) {
        return address instanceof Inet4Address && address.isLoopbackAddress();
    }
}
