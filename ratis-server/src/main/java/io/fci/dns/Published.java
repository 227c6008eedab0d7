package io.fci.dns;

import io.fci.core.state.Group;
import io.fci.core.state.Ownership;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.State;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Name;

/// The names of one state with their addresses. Made once per state, because a state is asked thousands of times a second
/// and changes a few times a minute.
final class Published {
    /// @param addresses of both families
    record Entry(int ttlSeconds, List<InetAddress> addresses) {}

    private final Map<Name, Entry> entries;
    private final Set<Name> above;
    private final long revision;

    private Published(Map<Name, Entry> entries, Set<Name> above, long revision) {
        this.entries = entries;
        this.above = above;
        this.revision = revision;
    }

    static Published of(Zone zone, State state) {
        var entries = new HashMap<Name, Entry>();
        // First, so that whatever groups are named, resolvers find the nodes.
        zone.servers().forEach((name, address) -> entries.put(name,
                new Entry(Zone.NODE_TTL_SECONDS, List.of(address))));
        for (var group : state.groups().values()) {
            if (isPublished(group)) {
                for (var resource : group.inEffect().resources()) {
                    if (resource.kind() instanceof ResourceKind.NetworkName name && zone.contains(name.fqdn())) {
                        entries.putIfAbsent(Zone.absolute(name.fqdn()),
                                new Entry(name.ttlSeconds(), addresses(group, resource)));
                    }
                }
            }
        }
        return new Published(Collections.unmodifiableMap(entries), namesAbove(zone, entries.keySet()),
                state.revision());
    }

    Optional<Entry> entry(Name name) {
        return Optional.ofNullable(entries.get(name));
    }

    /// Whether there is something at the name or below it: only where there is neither does a name not exist (RFC 8020).
    boolean exists(Name name) {
        return entries.containsKey(name) || above.contains(name);
    }

    long revision() {
        return revision;
    }

    /// While a group moves, fails over or restarts its name stays: a client that is told "no such name" may remember it
    /// longer than the takeover lasts.
    private static boolean isPublished(Group group) {
        return switch (group.desired()) {
            case ONLINE -> true;
            case OFFLINE -> switch (group.ownership()) {
                case Ownership.Owned owned -> true;
                case Ownership.Unowned unowned -> false;
                case Ownership.Waiting waiting -> false;
            };
        };
    }

    /// Of the address resources the name itself depends on; those of other resources are not the group's public ones.
    private static List<InetAddress> addresses(Group group, ResourceSpec name) {
        var addresses = new ArrayList<InetAddress>();
        for (var clause : name.dependsOn()) {
            for (var member : clause.members()) {
                group.inEffect().resource(member).map(ResourceSpec::kind).ifPresent(kind -> {
                    if (kind instanceof ResourceKind.Address address) {
                        var ip = InetAddress.ofLiteral(address.ip());
                        if (!addresses.contains(ip)) {
                            addresses.add(ip);
                        }
                    }
                });
            }
        }
        return List.copyOf(addresses);
    }

    private static Set<Name> namesAbove(Zone zone, Set<Name> names) {
        var above = new HashSet<Name>();
        above.add(zone.origin());
        for (var name : names) {
            for (var parent = name; parent.labels() > zone.origin().labels(); parent = new Name(parent, 1)) {
                above.add(parent);
            }
        }
        return Collections.unmodifiableSet(above);
    }
}
