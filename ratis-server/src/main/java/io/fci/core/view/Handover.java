package io.fci.core.view;

import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation;
import io.fci.core.state.State;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/// Whether the leader should hand over, to whom, and when: it leads best who hears everyone and owns the least, because
/// then the loss of an owner seldom costs an election too. Pure; stepped by the leader with what it sees.
///
/// A wish must last before it is followed, the longer the less it matters, and after an attempt this node rests: leadership
/// does not follow every move of a group, and nothing flaps when two leaders see things differently.
///
/// @param wish the present one
/// @param sinceMillis since when there is a wish for this reason
/// @param rest after the latest attempt; empty: there was none
public record Handover(Optional<Wish> wish, long sinceMillis, Optional<Rest> rest) {
    public static final Handover NONE = new Handover(Optional.empty(), 0, Optional.empty());

    /// Nothing that matters as little as this is tried before.
    record Rest(Reason reason, long untilMillis) {
        boolean holdsBack(Reason other, long now) {
            return other.compareTo(reason) >= 0 && now < untilMillis;
        }
    }

    /// Why, the most urgent first.
    public enum Reason {
        /// The leader's guard does not speak, so the leader hears nothing of the lease plane: no loss would be noticed.
        GUARD_QUIET(0, 1_000),
        /// The leader's node is not up: its daemon has just started, or its guard has.
        NOT_UP(1_000, 10_000),
        /// The leader does not hear a node that the others hear.
        DEAF(3_000, 60_000),
        /// Another voter owns at most half as many groups.
        FEWER_GROUPS(10_000, 60_000);

        private final long settleMillis;
        private final long restMillis;

        Reason(long settleMillis, long restMillis) {
            this.settleMillis = settleMillis;
            this.restMillis = restMillis;
        }
    }

    public record Wish(NodeName to, Reason reason, String why) {}

    /// What the leader knows of another voter as a follower.
    ///
    /// @param heardMillisAgo since it answered
    /// @param behind entries that it has not confirmed yet
    public record Follower(long heardMillisAgo, long behind) {}

    /// What a leader sees.
    ///
    /// @param guardQuiet its own guard does not speak
    /// @param followers the other voters
    /// @param silent by acceptor: of whom it says at present that it does not hear them
    /// @param patienceMillis a follower that did not answer for this long is not heard; some elections' worth
    public record View(State state, NodeName self, boolean guardQuiet, SortedMap<NodeName, Follower> followers,
            SortedMap<NodeName, SortedSet<NodeName>> silent, long patienceMillis) {}

    /// Further behind than this, a transfer would have the cluster wait.
    private static final long BEHIND = 100;

    public Handover look(View view, long now) {
        var next = wish(view);
        boolean same = next.map(Wish::reason).equals(wish.map(Wish::reason));
        return new Handover(next, same ? sinceMillis : now, rest);
    }

    /// This node does not lead. Its rest goes on: leadership that comes back is not given away again at once.
    public Handover idle() {
        return new Handover(Optional.empty(), 0, rest);
    }

    /// What to try now.
    public Optional<Wish> due(long now) {
        return wish.filter(w -> now - sinceMillis >= w.reason().settleMillis
                && rest.filter(r -> r.holdsBack(w.reason(), now)).isEmpty());
    }

    /// It was tried, whatever comes of it.
    public Handover tried(long now) {
        return new Handover(Optional.empty(), now,
                wish.map(w -> new Rest(w.reason(), now + w.reason().restMillis)).or(() -> rest));
    }

    /// What would be better than the present leader, whenever it is followed.
    public static Optional<Wish> wish(View view) {
        var best = view.followers()
                .keySet()
                .stream()
                .filter(node -> fit(view, node))
                .min(Comparator.<NodeName>comparingLong(node -> Placement.groupsOf(view.state(), node))
                        .thenComparing(Comparator.naturalOrder()));
        return best.flatMap(to -> reason(view, to).map(reason -> new Wish(to, reason, why(view, to, reason))));
    }

    private static Optional<Reason> reason(View view, NodeName to) {
        if (view.guardQuiet()) {
            return Optional.of(Reason.GUARD_QUIET);
        }
        if (!isUp(view.state(), view.self())) {
            return Optional.of(Reason.NOT_UP);
        }
        if (!unheard(view).isEmpty()) {
            return Optional.of(Reason.DEAF);
        }
        boolean idle = view.state().operations().values().stream().noneMatch(Operation::isRunning);
        long own = Placement.groupsOf(view.state(), view.self());
        return idle && own > 0 && 2 * Placement.groupsOf(view.state(), to) <= own
                ? Optional.of(Reason.FEWER_GROUPS)
                : Optional.empty();
    }

    private static String why(View view, NodeName to, Reason reason) {
        return switch (reason) {
            case GUARD_QUIET -> "its guard does not speak";
            case NOT_UP -> "its node is not up";
            case DEAF -> "it does not hear " + Verdicts.join(List.copyOf(unheard(view))) + ", which the others hear";
            case FEWER_GROUPS -> "it owns more groups (" + Placement.groupsOf(view.state(), view.self()) + ") than "
                    + to + " (" + Placement.groupsOf(view.state(), to) + ")";
        };
    }

    /// Up, heard, not far behind, doubted by nobody, and it doubts nobody else.
    private static boolean fit(View view, NodeName node) {
        var follower = view.followers().get(node);
        return isUp(view.state(), node)
                && view.state().node(node).flatMap(Node::quiet).isEmpty()
                && follower.heardMillisAgo() >= 0 && follower.heardMillisAgo() < view.patienceMillis()
                && follower.behind() <= BEHIND
                && view.silent().values().stream().noneMatch(doubted -> doubted.contains(node))
                && doubts(view, node).isEmpty();
    }

    /// Nodes that are up although the leader hears nothing of them, over Raft or over the lease plane: a majority does, or
    /// they would be lost.
    private static SortedSet<NodeName> unheard(View view) {
        var unheard = new TreeSet<>(doubts(view, view.self()));
        view.followers().forEach((node, follower) -> {
            boolean silent = follower.heardMillisAgo() < 0 || follower.heardMillisAgo() >= view.patienceMillis();
            if (silent && isUp(view.state(), node)) {
                unheard.add(node);
            }
        });
        return unheard;
    }

    private static SortedSet<NodeName> doubts(View view, NodeName acceptor) {
        var doubts = new TreeSet<>(view.silent().getOrDefault(acceptor, new TreeSet<>()));
        doubts.removeIf(node -> node.equals(acceptor) || !isUp(view.state(), node));
        return doubts;
    }

    private static boolean isUp(State state, NodeName node) {
        return state.node(node).map(Node::isUp).orElse(false);
    }
}
