package io.fci.core.log;

import java.util.List;

/// What the log holds at one index: everything that waited while the previous entry was in flight, stamped once by the
/// leader.
///
/// @param clusterTime milliseconds; a counter that grows only while there is a leader and that no wall clock moves
/// @param wallMillis the leader's wall clock (Unix time), for people and for failback windows only
public record Entry(long clusterTime, long wallMillis, List<Proposal> proposals) {
    public Entry {
        proposals = List.copyOf(proposals);
    }
}
