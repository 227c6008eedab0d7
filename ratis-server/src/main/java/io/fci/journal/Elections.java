package io.fci.journal;

import io.fci.core.state.NodeName;
import io.fci.core.view.Handover;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/// Who leads, for those who have a reason to change it. Nothing here can make two leaders of one term, or lose an entry: all
/// of it are elections like any other, at a moment of our choosing. Safe for use by any thread; nothing blocks.
public interface Elections {
    /// The other voters as this leader sees them; empty when this node does not lead.
    SortedMap<NodeName, Handover.Follower> followers();

    /// This leader has `to` elected instead of itself. Completes within a second or so: true when it leads no more. While it
    /// is under way no proposal is taken.
    CompletableFuture<Boolean> handOver(NodeName to);

    /// This follower stands for election at once, although it may have heard `leader` a moment ago. Does nothing when
    /// somebody else leads by now, or this node is a candidate already.
    void standAgainst(NodeName leader);
}
