package io.fci.core.state;

import java.util.Optional;

/// Who may run a group. There is exactly one value of this in the state per group, which is the first half of "never two
/// owners"; the lease of the named incarnation is the other half.
public sealed interface Ownership {
    /// Nobody may run it.
    ///
    /// @param reason why, in words, when the group is wanted online; empty when it is simply offline
    record Unowned(Optional<String> reason) implements Ownership {}

    /// Nobody may run it yet: its owner's lease is over, but the group's takeover policy asks for more than that.
    ///
    /// @param node whose machine may still run it
    /// @param takeover as it was when the owner was lost; a later change of the policy does not end the wait
    /// @param next what follows once the proof is there
    /// @param since cluster time in milliseconds
    record Waiting(NodeName node, long incarnation, Takeover takeover, Next next, long since, long sinceWall)
            implements
                Ownership {
        public boolean isOf(NodeName otherNode, long otherIncarnation) {
            return node.equals(otherNode) && incarnation == otherIncarnation;
        }

        public Waiting withNext(Next other) {
            return new Waiting(node, incarnation, takeover, other, since, sinceWall);
        }
    }

    /// Only this incarnation of this node may run it, under this epoch.
    ///
    /// @param epoch the fencing token: the revision of the assignment, so it only ever grows and is never used twice
    record Owned(NodeName node, long incarnation, long epoch, Intent intent) implements Ownership {
        public boolean is(NodeName otherNode, long otherIncarnation, long otherEpoch) {
            return node.equals(otherNode) && incarnation == otherIncarnation && epoch == otherEpoch;
        }

        public Owned withIntent(Intent next) {
            return new Owned(node, incarnation, epoch, next);
        }
    }

    /// What the owner has to do.
    sealed interface Intent {
        /// Bring online and keep online.
        record Run() implements Intent {}

        /// Stop everything, prove it, and report Released.
        record Stop(Next next) implements Intent {}
    }

    /// What follows once it is proved that the owner stopped.
    sealed interface Next {
        record GoOffline() implements Next {}

        /// Assign anew: to the target if it can take the group then, else to the best node.
        ///
        /// @param avoid a node that just failed to run it
        record Assign(Optional<NodeName> target, Optional<NodeName> avoid) implements Next {}

        record Delete() implements Next {}
    }

    default Optional<Waiting> waiting() {
        return this instanceof Waiting w ? Optional.of(w) : Optional.empty();
    }

    default Optional<Owned> owned() {
        return this instanceof Owned o ? Optional.of(o) : Optional.empty();
    }
}
