package io.fci.core.rules;

import static io.fci.core.log.Refusal.Reason.NODE_NOT_DOWN;

import io.fci.core.log.Command;
import io.fci.core.state.Event.Severity;
import io.fci.core.state.Group;
import io.fci.core.state.Life;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation.Action;
import io.fci.core.state.Operation.Cause;
import io.fci.core.state.Operation.Kind;
import io.fci.core.state.Operation.Progress;
import io.fci.core.state.Ownership.Intent;
import io.fci.core.state.Ownership.Next;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.Ownership.Unowned;
import io.fci.core.state.Ownership.Waiting;
import io.fci.core.state.Takeover.Proof;
import io.fci.core.view.Placement;
import io.fci.core.view.Verdict;
import io.fci.core.view.Verdicts;
import io.fci.core.view.Waits;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What becomes of the groups of a node whose life is over: each is placed anew as soon as what is known of the machine is
/// enough for its takeover policy, and waits until then.
public final class TakeoverRules {
    private TakeoverRules() {}

    /// @param proof the strongest that this entry brings
    /// @param why one clause about the node
    /// @param silentMillis how long it had not been heard
    /// @param isBack its next life begins in the same entry
    record Loss(NodeName node, long incarnation, Proof proof, String why, long silentMillis, boolean isBack) {
        String sentence() {
            return isBack ? why : node + " was lost: " + why;
        }
    }

    /// Everything the incarnation owned gets a new owner, comes to rest or waits, in the same turn; and what waited for
    /// this proof waits no longer.
    static void over(Turn turn, Loss loss) {
        for (var group : Placement.inOrder(turn.state())) {
            switch (group.ownership()) {
                case Owned owned when owned.node().equals(loss.node()) && owned.incarnation() == loss.incarnation() ->
                    end(turn, group, owned, loss);
                case Waiting waiting when waiting.isOf(loss.node(), loss.incarnation())
                        && waiting.takeover().accepts(loss.proof()) ->
                    resume(turn, group, waiting, loss);
                case Owned owned -> {
                }
                case Waiting waiting -> {
                }
                case Unowned unowned -> {
                }
            }
        }
    }

    private static void end(Turn turn, Group group, Owned owned, Loss loss) {
        boolean proved = group.spec().takeover().accepts(loss.proof());
        switch (owned.intent()) {
            case Intent.Run() -> {
                var outageFrom = OptionalLong.of(Math.max(0, turn.now() - loss.silentMillis()));
                var begun = Operations.begin(turn, group, Kind.FAILOVER, Cause.NODE_LOST, loss.sentence(), outageFrom);
                Operations.step(turn, begun, Action.DETECT, loss.node().value(), Optional.empty(),
                        loss.silentMillis(), Optional.empty());
                if (proved) {
                    var free = begun.withOwnership(new Unowned(Optional.empty()));
                    Assignment.place(turn, free, successor(turn, free, loss));
                } else {
                    await(turn, begun, loss, new Next.Assign(Optional.empty(), Optional.empty()));
                }
            }
            case Intent.Stop(var next) -> {
                Operations.step(turn, group, Action.DETECT, loss.node().value(), Optional.empty(),
                        loss.silentMillis(), Optional.of(loss.sentence()));
                if (proved) {
                    settle(turn, group, group.withOwnership(new Unowned(Optional.empty())), next);
                } else {
                    await(turn, group, loss, next);
                }
            }
        }
    }

    private static void await(Turn turn, Group group, Loss loss, Next next) {
        var takeover = group.spec().takeover();
        var waiting = Assignment.fresh(turn, group).withOwnership(new Waiting(loss.node(), loss.incarnation(), takeover,
                next, turn.now(), turn.wall()));
        turn.put(waiting);
        turn.event(Severity.CRITICAL, "GROUP_WAITING", waiting, Optional.of(loss.node()),
                "group " + group.name() + " waits, because " + loss.node() + " may still run it: "
                        + switch (takeover) {
                            case LEASE_AND_FENCE -> "until it is confirmed to be off by fencing or by a person";
                            case MANUAL -> "until a person confirms that it is down";
                            case LEASE -> throw new IllegalStateException("the end of a lease is enough for LEASE");
                        });
    }

    private static void resume(Turn turn, Group group, Waiting waiting, Loss loss) {
        Operations.step(turn, group, Action.FENCE, loss.node().value(), Optional.empty(),
                Math.max(0, turn.now() - waiting.since()), Optional.empty());
        var free = group.withOwnership(new Unowned(Optional.empty()));
        if (waiting.next().equals(new Next.Assign(Optional.empty(), Optional.empty()))) {
            Assignment.place(turn, free, successor(turn, free, loss));
        } else {
            settle(turn, group, free, waiting.next());
        }
    }

    private static Optional<NodeName> successor(Turn turn, Group free, Loss loss) {
        return loss.isBack()
                ? Assignment.home(turn, free)
                : Placement.afterFailure(turn.state(), free.name(), free.spec(), loss.node(), true);
    }

    /// It was stopping, or about to: what was to follow follows.
    static void settle(Turn turn, Group group, Group free, Next next) {
        settle(turn, group, free, next, Assignment::place);
    }

    interface Placing {
        void place(Turn turn, Group group, Optional<NodeName> choice);
    }

    /// @param placing what becomes of it when it goes to another owner
    static void settle(Turn turn, Group group, Group free, Next next, Placing placing) {
        switch (next) {
            case Next.GoOffline() -> Assignment.goOffline(turn, free);
            case Next.Delete() -> Assignment.delete(turn, free);
            case Next.Assign(var target, var avoid) -> {
                var wanted = target.filter(t -> Placement.eligible(turn.state(), group.name(), group.spec(), t));
                var choice = wanted
                        .or(() -> Placement.best(turn.state(), group.name(), group.spec(), avoid.stream().toList()))
                        .or(() -> Placement.best(turn.state(), group.name(), group.spec(), List.of()));
                if (wanted.isEmpty()) {
                    target.ifPresent(missed -> divert(turn, group, missed, choice));
                }
                placing.place(turn, free, choice);
            }
        }
    }

    /// Where it was sent takes no groups any more: it goes elsewhere, back to where it came from if there is nothing else.
    private static void divert(Turn turn, Group group, NodeName missed, Optional<NodeName> choice) {
        var why = turn.state().node(missed)
                .flatMap(n -> Verdicts.of(turn.state(), group.name(), group.spec()).stream()
                        .filter(v -> v.node().equals(missed))
                        .findFirst())
                .flatMap(Verdict::obstacle)
                .orElse("is not there any more");
        Operations.step(turn, group, Action.ASSIGN, missed.value(), Optional.of(missed), 0, Optional.of(missed + " "
                + why));
        turn.event(Severity.WARNING, "GROUP_DIVERTED", group, Optional.of(missed), "group " + group.name()
                + " cannot go to " + missed + ", which " + why + choice.map(n -> "; it goes to " + n).orElse(""));
    }

    /// A person's word is taken for a life that a majority has given up on already, and for no other.
    public static void confirm(Turn turn, Command.ConfirmDown c) {
        var node = FencingRules.node(turn, c.node());
        if (node.life() instanceof Life.Never) {
            throw Refused.because(NODE_NOT_DOWN, "node '" + c.node() + "' has never joined, so nothing waits for it",
                    "node", c.node().value());
        }
        if (node.life().last() != c.incarnation()) {
            throw FencingRules.anotherLife(c.node(), node.life().last(), c.incarnation());
        }
        if (node.isUp()) {
            throw Refused.because(NODE_NOT_DOWN,
                    "node '" + c.node() + "' is not down: a majority of the nodes hears it;"
                            + " fence it, or turn the machine off and look again",
                    "node", c.node().value());
        }
        if (!Waits.isAwaited(turn.state(), node)) {
            return;
        }
        var who = turn.principal().isEmpty() ? "somebody" : turn.principal();
        var why = "confirmed to be down by " + who + (c.comment().isEmpty() ? "" : " (" + c.comment() + ")");
        var loss = new Loss(c.node(), c.incarnation(), Proof.CONFIRMED, why, 0, false);
        NodeRules.down(turn, loss);
        FencingRules.over(turn, c.node(), new Progress.Failed("the node was " + why));
        over(turn, loss);
    }
}
