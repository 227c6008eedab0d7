package io.fci.guard.wire;

import java.util.List;

/// How near a guard is to losing its lease, and what arrives at its lease port. Counters begin with the guard process and
/// only grow.
///
/// @param k the incarnation that is being renewed; 0: none
/// @param nearMisses how often the lease was prolonged in its last quarter
/// @param leastMarginMillis the least that was ever left of a lease when it was prolonged
/// @param gaps how often the lease thread did not run for longer than a renewal interval
/// @param longGaps how often it did not run for longer than half a lease
/// @param longestGapMillis the longest time that it did not run
/// @param strangers datagrams from addresses and ports of no node
/// @param peers the other voters, by name
public record LeaseHealth(long k, long nearMisses, long leastMarginMillis, long gaps, long longGaps,
        long longestGapMillis, long strangers, List<Peer> peers) {
    /// @param unheardMillis since when no acknowledgement has come, in milliseconds: since the last one, or since the
    ///        renewing began; -1 when nothing is renewed
    /// @param missed renewals that were not acknowledged when the next one was due
    /// @param malformed datagrams from its address that are none of a guard
    /// @param unsealed that it did not seal for this guard: forged, or of another life of either
    /// @param repeated that were heard before, or are too old to tell
    /// @param misnamed sealed by it and in another node's or cluster's name
    /// @param unsent datagrams to it that could not be sent
    public record Peer(String name, long unheardMillis, long missed, long malformed, long unsealed, long repeated,
            long misnamed, long unsent) {
        public Peer {
            Names.check("node", name);
        }

        /// Everything from its address that was dropped.
        public long dropped() {
            return malformed + unsealed + repeated + misnamed;
        }
    }

    public LeaseHealth {
        peers = List.copyOf(peers);
    }

    /// Everything that arrived and was dropped.
    public long dropped() {
        return strangers + peers.stream().mapToLong(Peer::dropped).sum();
    }

    public long unsent() {
        return peers.stream().mapToLong(Peer::unsent).sum();
    }
}
