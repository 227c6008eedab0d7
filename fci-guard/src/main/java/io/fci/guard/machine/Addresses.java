package io.fci.guard.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// The addresses that guards put on this machine.
public interface Addresses {
    /// Where an address would go.
    record Target(int linkIndex, String link) {}

    /// The interface by name, or the one that has an address whose network `address` is in.
    Target target(InetAddress address, int prefix, Optional<String> interfaceName) throws IOException, RefusedException;

    /// Asks the wire for up to `millis` whether somebody has `address`, and is refused with its hardware address if so.
    void probe(Target target, InetAddress address, int millis) throws IOException, RefusedException;

    /// Adds it as a host address with the guard's mark. Where the kernel can, it takes the address away by itself after so
    /// many seconds, so that a guard that hangs does not hold it for ever.
    void add(Target target, InetAddress address, int seconds) throws IOException, RefusedException;

    /// Lets an address that was added live for so many seconds from now.
    void keep(Target target, InetAddress address, int seconds) throws IOException;

    /// Tells everyone on the link that it is here.
    void announce(Target target, InetAddress address) throws IOException;

    /// Removes it from wherever a guard put it; one that is not there is a success.
    void remove(InetAddress address) throws IOException;

    /// Removes all of them.
    void removeMarked() throws IOException;

    boolean has(InetAddress address) throws IOException;

    /// Every address with the guard's mark.
    List<InetAddress> marked() throws IOException;

    /// Waits up to `millis` for addresses with the mark to go away, whoever removed them.
    List<InetAddress> awaitRemoved(int millis) throws IOException;
}
