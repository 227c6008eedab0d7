package io.fci.dns;

import io.fci.config.NodeConfig;
import io.fci.core.state.Names;
import io.fci.core.state.NodeName;
import io.fci.core.state.Sorted;
import java.net.InetAddress;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;

/// The part of the zone that does not change: its top and its name servers, which are the nodes of the cluster. Equal on
/// every node, so that a resolver may ask any of them.
public final class Zone {
    /// Of what is in the node files: these change when somebody edits files and restarts nodes.
    static final int NODE_TTL_SECONDS = 60;

    /// How long a resolver remembers that a name does not exist: a group that was just brought online waits for it.
    static final int NEGATIVE_TTL_SECONDS = 1;

    private static final int REFRESH_SECONDS = 3_600;
    private static final int RETRY_SECONDS = 600;
    private static final int EXPIRE_SECONDS = 86_400;

    private final Name origin;
    private final SortedMap<Name, InetAddress> servers;

    /// @param folded without a final dot
    public Zone(String folded, SortedMap<NodeName, InetAddress> nodes) {
        origin = absolute(folded);
        var named = new TreeMap<Name, InetAddress>();
        nodes.forEach((node, address) -> named.put(absolute(node.value() + "." + folded), address));
        servers = Sorted.copyOf(named);
    }

    public static Zone of(NodeConfig config) {
        return new Zone(config.zone(), config.nodes());
    }

    /// Whether a group's name would be answered here. A name elsewhere may be somebody else's to answer.
    public boolean contains(String fqdn) {
        var folded = Names.foldFqdn(fqdn);
        return Names.isFqdn(folded) && contains(absolute(folded));
    }

    boolean contains(Name name) {
        return name.subdomain(origin);
    }

    Name origin() {
        return origin;
    }

    /// Node addresses by the names under which the nodes serve the zone.
    SortedMap<Name, InetAddress> servers() {
        return servers;
    }

    /// @param serial the state's revision: whoever compares two nodes sees which one is behind
    Record soa(long serial, long ttl) {
        return new SOARecord(origin, DClass.IN, ttl, servers.firstKey(), absolute("hostmaster." + text(origin)),
                serial & 0xffff_ffffL, REFRESH_SECONDS, RETRY_SECONDS, EXPIRE_SECONDS, NEGATIVE_TTL_SECONDS);
    }

    List<? extends Record> nameServers(Name owner) {
        return servers.keySet().stream()
                .map(server -> new NSRecord(owner, DClass.IN, NODE_TTL_SECONDS, server))
                .toList();
    }

    private static String text(Name name) {
        return name.toString(true);
    }

    /// @param folded checked before
    static Name absolute(String folded) {
        try {
            return Name.fromString(folded + ".");
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a host name: " + folded, e);
        }
    }
}
