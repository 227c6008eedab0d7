package io.fci.raft;

/// What a node does while it leads. Called by one thread, in order, that may take its time; a leadership that ended before
/// it was told is not told.
public interface LeaderDuties {
    /// This node leads and its proposals are accepted. Whoever acts later checks that the term is still this one.
    void leading(long term);

    /// It does no more.
    void notLeading();
}
