package io.fci.guard.machine;

import io.fci.guard.linux.Link;
import io.fci.guard.linux.NfTables.Change;
import io.fci.guard.linux.NfTables.Family;
import io.fci.guard.linux.NfTables.Place;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The gate as nftables has it. Pure.
///
/// Two tables, because one hook does not see everything. The one of family inet holds back what comes for and leaves from
/// a group address, whatever interface it takes; before address translation on the way in and after it on the way out,
/// so that an address that is translated to a container's is held back too. The one of family netdev sees frames as they
/// leave an interface: the kernel's answers to ARP, and raw frames, which the hooks of ARP and IP never see. Neighbour
/// advertisements need no rule of their own: they have the address they advertise as their source.
///
/// Only the source is looked at on the way out and only the destination on the way in, so a node whose gate is closed can
/// still talk to the next owner of an address.
final class GateRules {
    private static final String TABLE = "fci_gate";
    private static final Place FILTER = Place.table(Family.INET, TABLE);
    private static final Place FRAMES = Place.table(Family.NETDEV, TABLE);

    /// One element per protocol and table: what the rules ask is whether the protocol of a packet has a lease.
    private record Leased(Place set, byte[] key) {}

    private static final List<Leased> IN_FILTER = Stream.of(2, 10)
            .map(nfproto -> new Leased(Place.set(Family.INET, TABLE, "lease"), new byte[]{nfproto.byteValue()}))
            .toList();
    private static final List<Leased> IN_FRAMES = Stream.of(0x0800, 0x0806, 0x86dd)
            .map(type -> new Leased(Place.set(Family.NETDEV, TABLE, "lease"),
                    new byte[]{(byte) (type >> 8), type.byteValue()}))
            .toList();

    // Made once, as they are used with every renewal of the lease.
    private static final List<Change> RENEW = leased(true).flatMap(GateRules::replace).toList();
    private static final List<Change> RENEW_FILTER = leased(false).flatMap(GateRules::replace).toList();

    private GateRules() {}

    /// The table of packets, closed, in place of whatever was there under its name.
    static String filter(Collection<InetAddress> covered) {
        return """
                add table inet fci_gate
                delete table inet fci_gate
                table inet fci_gate {
                    %s
                    set lease { typeof meta nfproto; flags timeout; }
                    chain arriving {
                        type filter hook prerouting priority -300; policy accept;
                        ip daddr @vips4 meta nfproto != @lease counter drop
                        ip6 daddr @vips6 meta nfproto != @lease counter drop
                    }
                    chain leaving {
                        type filter hook postrouting priority 300; policy accept;
                        ip saddr @vips4 meta nfproto != @lease counter drop
                        ip6 saddr @vips6 meta nfproto != @lease counter drop
                    }
                }
                """.formatted(sets(covered));
    }

    /// The table of frames, closed, and hooked to nothing yet.
    static String frames(Collection<InetAddress> covered) {
        return """
                add table netdev fci_gate
                delete table netdev fci_gate
                table netdev fci_gate {
                    %s
                    set lease { type ether_type; flags timeout; }
                    chain leaving {
                        meta protocol @lease accept
                        meta protocol arp arp saddr ip @vips4 counter drop
                        meta protocol ip ip saddr @vips4 counter drop
                        meta protocol ip6 ip6 saddr @vips6 counter drop
                    }
                }
                """.formatted(sets(covered));
    }

    /// Hooks the table of frames to links. Named by the link's number, which no other link of this machine ever has.
    static String hooks(Collection<Link> links) {
        return links.stream().map(link -> """
                table netdev fci_gate {
                    chain link%d {
                        type filter hook egress device "%s" priority 0; policy accept;
                        jump leaving
                    }
                }
                """.formatted(link.index(), link.name())).collect(Collectors.joining());
    }

    private static String sets(Collection<InetAddress> covered) {
        return set("vips4", "ipv4_addr", covered, 4) + set("vips6", "ipv6_addr", covered, 16);
    }

    private static String set(String name, String type, Collection<InetAddress> covered, int length) {
        var elements = covered.stream().filter(address -> address.getAddress().length == length)
                .map(InetAddress::getHostAddress).map(text -> text.replaceFirst("%.*", ""))
                .collect(Collectors.joining(", "));
        return "set %s { type %s; %s }\n".formatted(name, type,
                elements.isEmpty() ? "" : "elements = { " + elements + " };");
    }

    static List<Change> cover(boolean frames, InetAddress address) {
        return places(frames, address).map(set -> (Change) new Change.Add(set, address.getAddress())).toList();
    }

    static List<Change> uncoverAll(boolean frames) {
        return families(frames).flatMap(family -> Stream.of("vips4", "vips6")
                .map(set -> (Change) new Change.Flush(Place.set(family, TABLE, set)))).toList();
    }

    /// The leading additions make the deletions of what may not be there a success.
    static List<Change> uncover(boolean frames, InetAddress address) {
        return Stream.concat(cover(frames, address).stream(), places(frames, address)
                .map(set -> (Change) new Change.Delete(set, address.getAddress()))).toList();
    }

    private static Stream<Place> places(boolean frames, InetAddress address) {
        return families(frames).map(family -> Place.set(family, TABLE,
                address.getAddress().length == 4 ? "vips4" : "vips6"));
    }

    private static Stream<Family> families(boolean frames) {
        return frames ? Stream.of(Family.INET, Family.NETDEV) : Stream.of(Family.INET);
    }

    /// For a gate that is open: ENOENT, and nothing happens, when it has closed meanwhile. To add an element that is there
    /// would not renew its timer; to delete it first does.
    static List<Change> renew(boolean frames) {
        return frames ? RENEW : RENEW_FILTER;
    }

    /// For a gate that is open or closed. Deleting what has expired is an error, so an element is added first.
    static List<Change> open(boolean frames) {
        return leased(frames).flatMap(each -> Stream.concat(
                Stream.<Change>of(new Change.AddForATime(each.set, each.key)), replace(each))).toList();
    }

    private static Stream<Change> replace(Leased each) {
        return Stream.of(new Change.Delete(each.set, each.key), new Change.AddForATime(each.set, each.key));
    }

    static List<Change> close(boolean frames) {
        return families(frames).map(family -> (Change) new Change.Flush(Place.set(family, TABLE, "lease"))).toList();
    }

    static List<Change> remove(boolean frames) {
        return Stream.of(FILTER, FRAMES).limit(frames ? 2 : 1).map(table -> (Change) new Change.DeleteTable(table))
                .toList();
    }

    private static Stream<Leased> leased(boolean frames) {
        return frames ? Stream.concat(IN_FILTER.stream(), IN_FRAMES.stream()) : IN_FILTER.stream();
    }
}
