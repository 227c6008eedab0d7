package io.fci.guard.machine;

import io.fci.guard.linux.Link;
import io.fci.guard.linux.LocalAddress;
import io.fci.guard.linux.PacketSocket;
import io.fci.guard.linux.RouteNetlink;
import io.fci.guard.linux.SystemCallException;
import io.fci.guard.wire.HandsReason;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Addresses over rtnetlink and raw frames.
final class KernelAddresses implements Addresses {
    private static final int KEPT_SOCKETS = 4;

    private record Wire(int linkIndex, boolean ipv4) {}

    private final RouteNetlink netlink;
    private final Optional<GateTables> gate;
    private final RouteNetlink monitor = RouteNetlink.monitor();
    private final Map<Wire, Deque<PacketSocket>> probing = new HashMap<>();
    private final Map<Integer, PacketSocket> announcing = new HashMap<>();

    /// @param gate what an address is reachable through, if there is one
    KernelAddresses(RouteNetlink netlink, Optional<GateTables> gate) throws IOException {
        this.netlink = netlink;
        this.gate = gate;
    }

    @Override
    public Target target(InetAddress address, int prefix, Optional<String> interfaceName)
            throws IOException, RefusedException {
        var links = netlink.links();
        if (interfaceName.isPresent()) {
            return links.stream().filter(link -> link.name().equals(interfaceName.get())).findFirst()
                    .map(link -> new Target(link.index(), link.name()))
                    .orElseThrow(() -> new RefusedException(HandsReason.NO_INTERFACE,
                            "this node has no interface '" + interfaceName.get() + "' (interfaces: "
                                    + String.join(", ", links.stream().map(Link::name).toList()) + ")"));
        }
        var addresses = netlink.addresses().stream().filter(local -> !local.marked()).toList();
        return addresses.stream().filter(local -> local.networkHas(address))
                .max(Comparator.comparingInt(LocalAddress::prefix))
                .map(local -> new Target(local.linkIndex(), name(links, local)))
                .orElseThrow(() -> noInterface(address, prefix, links, addresses));
    }

    private static RefusedException noInterface(InetAddress address, int prefix, List<Link> links,
            List<LocalAddress> addresses) {
        var network = address.getHostAddress() + "/" + prefix;
        var there = addresses.stream().filter(local -> !local.address().isLoopbackAddress())
                .filter(local -> local.address().getClass() == address.getClass())
                .map(local -> name(links, local) + " " + local.address().getHostAddress() + "/" + local.prefix())
                .toList();
        return new RefusedException(HandsReason.NO_INTERFACE,
                "no interface of this node is in the network of " + network
                        + " (interfaces: " + (there.isEmpty() ? "none" : String.join(", ", there)) + ")",
                Map.of("address", network));
    }

    private static String name(List<Link> links, LocalAddress local) {
        return links.stream().filter(link -> link.index() == local.linkIndex()).map(Link::name).findFirst()
                .orElse("interface " + local.linkIndex());
    }

    @Override
    public void probe(Target target, InetAddress address, int millis) throws IOException, RefusedException {
        var link = link(target);
        if (!link.speaksArp()) {
            return;
        }
        var socket = takeProbing(link, address);
        Optional<byte[]> claimant;
        try {
            claimant = socket.claimant(address, millis);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
        giveBack(socket, address);
        if (claimant.isPresent()) {
            var mac = Link.mac(claimant.get());
            throw new RefusedException(HandsReason.ADDRESS_IN_USE, "address " + address.getHostAddress()
                    + " is in use by the machine with hardware address " + mac + " on " + link.name()
                    + "; remove it there or choose another address",
                    Map.of("address", address.getHostAddress(), "mac", mac, "interface", link.name()));
        }
    }

    @Override
    public void add(Target target, InetAddress address, int seconds) throws IOException, RefusedException {
        for (var local : netlink.addresses()) {
            if (local.address().equals(address)) {
                throw new RefusedException(HandsReason.ADDRESS_IN_USE, "address " + address.getHostAddress()
                        + " is already on this node" + (local.marked()
                                ? ", put there for another resource"
                                : " by its own configuration; remove it there or choose another address"),
                        Map.of("address", address.getHostAddress()));
            }
        }
        // Before it comes, so that there is no moment at which it is here and not behind the gate.
        gate.ifPresent(tables -> tables.cover(address));
        try {
            netlink.add(address, target.linkIndex(), seconds);
        } catch (SystemCallException e) {
            gate.ifPresent(tables -> tables.uncover(address));
            throw e;
        }
    }

    @Override
    public void keep(Target target, InetAddress address, int seconds) throws IOException {
        netlink.keep(address, target.linkIndex(), seconds);
    }

    @Override
    public void announce(Target target, InetAddress address) throws IOException {
        var link = link(target);
        if (!link.speaksArp()) {
            return;
        }
        synchronized (announcing) {
            var kept = announcing.get(link.index());
            if (kept == null || !kept.link().mac().equals(link.mac())) {
                if (kept != null) {
                    kept.close();
                }
                kept = PacketSocket.forAnnouncing(link);
                announcing.put(link.index(), kept);
            }
            kept.announce(address);
        }
    }

    @Override
    public void remove(InetAddress address) throws IOException {
        take(address);
        gate.ifPresent(tables -> tables.uncover(address));
    }

    private void take(InetAddress address) throws IOException {
        for (var local : netlink.addresses()) {
            if (local.marked() && local.address().equals(address)) {
                try {
                    netlink.remove(address, local.linkIndex());
                } catch (SystemCallException e) {
                    if (e.errno() != SystemCallException.EADDRNOTAVAIL && e.errno() != SystemCallException.ENODEV) {
                        throw e;
                    }
                }
            }
        }
    }

    @Override
    public void removeMarked() throws IOException {
        for (var address : marked()) {
            take(address);
        }
    }

    @Override
    public boolean has(InetAddress address) throws IOException {
        return marked().contains(address);
    }

    @Override
    public List<InetAddress> marked() throws IOException {
        return marked(netlink);
    }

    static List<InetAddress> marked(RouteNetlink netlink) throws SystemCallException {
        return netlink.addresses().stream().filter(LocalAddress::marked).map(LocalAddress::address).toList();
    }

    @Override
    public List<InetAddress> awaitRemoved(int millis) throws IOException {
        return monitor.awaitRemoved(millis).stream().filter(LocalAddress::marked).map(LocalAddress::address).toList();
    }

    private Link link(Target target) throws IOException {
        return netlink.links().stream().filter(link -> link.index() == target.linkIndex()).findFirst()
                .orElseThrow(() -> new IOException("interface " + target.link() + " went away"));
    }

    private PacketSocket takeProbing(Link link, InetAddress address) throws SystemCallException {
        synchronized (probing) {
            var kept = probing.getOrDefault(wire(link, address), new ArrayDeque<>());
            if (!kept.isEmpty()) {
                return kept.pop();
            }
        }
        return PacketSocket.forProbing(link, address);
    }

    private void giveBack(PacketSocket socket, InetAddress address) {
        synchronized (probing) {
            var kept = probing.computeIfAbsent(wire(socket.link(), address), _ -> new ArrayDeque<>());
            if (kept.size() < KEPT_SOCKETS) {
                kept.push(socket);
                return;
            }
        }
        socket.close();
    }

    private static Wire wire(Link link, InetAddress address) {
        return new Wire(link.index(), address.getAddress().length == 4);
    }
}
