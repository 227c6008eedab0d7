package io.fci.core.view;

import io.fci.core.state.Fencing.Job;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Waiting;
import io.fci.core.state.State;

/// What a group waits for, in words: computed at each look, so that it tells how far things are now.
public final class Waits {
    private Waits() {}

    /// Whether a group waits for proof that the node's last life is over.
    public static boolean isAwaited(State state, Node node) {
        return isAwaited(state, node.name(), node.life().last());
    }

    public static boolean isAwaited(State state, NodeName node, long incarnation) {
        return state.groups().values().stream().flatMap(g -> g.waiting().stream())
                .anyMatch(w -> w.isOf(node, incarnation));
    }

    /// One sentence: what is waited for, and how far that is.
    public static String sentence(State state, Waiting waiting) {
        var node = waiting.node();
        return switch (waiting.takeover()) {
            case MANUAL -> node + " may still run it; a person has to look and confirm that " + node + " is down";
            case LEASE_AND_FENCE -> node + " may still run it and has to be turned off: "
                    + state.node(node).map(n -> n.fencing().job().map(job -> progress(n, job))
                            .orElseGet(() -> FencingReach.obstacle(n)))
                            .orElse("the node is not known any more");
            case LEASE -> throw new IllegalStateException("the end of a lease is enough for LEASE");
        };
    }

    /// How far the turning off of a node is.
    public static String progress(Node node, Job job) {
        var now = job.assigned()
                .map(a -> a.executor() + " tries it with " + FencingReach.names(node.fencing().level(a.level()))
                        + ", attempt " + job.attempt())
                .orElseGet(() -> FencingReach.obstacle(node));
        return now + job.failure().map(why -> "; before: " + why).orElse("");
    }
}
