package io.fci;

import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.TreeSet;

/// The networks that this machine's interfaces are in.
final class Interfaces {
    private Interfaces() {}

    /// In text form, "10.77.0.0/24". Addresses of groups (/32 and /128), link-local ones and, unless the node is a loopback
    /// demonstration, loopback do not count.
    static List<String> networks(boolean loopback) {
        try {
            var networks = new TreeSet<String>();
            NetworkInterface.networkInterfaces()
                    .flatMap(i -> i.getInterfaceAddresses().stream())
                    .filter(a -> counts(a, loopback))
                    .forEach(a -> networks.add(a.getAddress().getHostAddress().replaceAll("%.*", "") + "/"
                            + a.getNetworkPrefixLength()));
            return List.copyOf(networks);
        } catch (SocketException e) {
            throw new IllegalStateException("the interfaces of this machine cannot be read", e);
        }
    }

    private static boolean counts(InterfaceAddress address, boolean loopback) {
        var ip = address.getAddress();
        return address.getNetworkPrefixLength() < ip.getAddress().length * 8 && !ip.isLinkLocalAddress()
                && ip.isLoopbackAddress() == loopback;
    }
}
