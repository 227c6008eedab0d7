package io.fci.core.state;

import java.util.List;
import java.util.Optional;

/// A member of the cluster.
///
/// @param voter votes in Raft and acknowledges leases (an acceptor)
/// @param guard the guard process last seen as a memory of acknowledgements; empty before the first GuardUp
/// @param profile timing profile its guard runs, for people
/// @param concerns what is worse than it should be, in words
/// @param networks that its interfaces are in ("10.77.0.0/24"), as of its last GuardUp; an address can only be put on a
///        node that is in its network
/// @param quiet what its daemon says of a guard that does not speak, in words; empty when it speaks. What the node runs is
///        not known then
/// @param fencing how it can be turned off from outside
/// @param teardown the last one that its guard told of
/// @param schedule whether it takes groups, as persons want it
/// @param maintenance while it lasts, the health of what runs on it is not looked at
/// @param since cluster time in milliseconds at which `life` last changed
public record Node(NodeName name, Addresses addresses, boolean voter, Life life, Optional<Acceptor> guard,
        String profile,
        List<String> concerns, List<String> networks, Optional<String> quiet, Fencing fencing, long since,
        long sinceWall, Optional<Teardown> teardown, Schedule schedule, Optional<Hold> maintenance) {
    public Node {
        concerns = List.copyOf(concerns);
        networks = List.copyOf(networks);
    }

    /// host:port each.
    public record Addresses(String api, String raft, String lease) {}

    /// One life of a guard process: what it acknowledged it remembers only within this incarnation.
    public record Acceptor(String guardUuid, long incarnation) {}

    public boolean isUp() {
        return life.isUp();
    }

    public Node withQuiet(Optional<String> words) {
        return new Node(name, addresses, voter, life, guard, profile, concerns, networks, words, fencing, since,
                sinceWall,
                teardown, schedule, maintenance);
    }

    public Node withConcerns(List<String> next) {
        return new Node(name, addresses, voter, life, guard, profile, next, networks, quiet, fencing, since, sinceWall,
                teardown, schedule, maintenance);
    }

    public Node withLife(Life next, long now, long wall) {
        return new Node(name, addresses, voter, next, guard, profile, concerns, networks, quiet, fencing, now, wall,
                teardown, schedule, maintenance);
    }

    public Node withFencing(Fencing next) {
        return new Node(name, addresses, voter, life, guard, profile, concerns, networks, quiet, next, since, sinceWall,
                teardown, schedule, maintenance);
    }

    public Node withSchedule(Schedule next) {
        return new Node(name, addresses, voter, life, guard, profile, concerns, networks, quiet, fencing, since,
                sinceWall, teardown, next, maintenance);
    }

    public Node withMaintenance(Optional<Hold> next) {
        return new Node(name, addresses, voter, life, guard, profile, concerns, networks, quiet, fencing, since,
                sinceWall, teardown, schedule, next);
    }
}
