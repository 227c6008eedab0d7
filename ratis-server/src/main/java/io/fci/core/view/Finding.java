package io.fci.core.view;

/// What a rule says of one node as a place for one group.
///
/// @param words to follow the node's name: "is down (not heard for 405 ms by n2, n3)"
/// @param remedy a command that would change it, or empty: it takes more than a command
public record Finding(Rule rule, String words, String remedy) {
    /// The rules that are looked at for each node, in this order.
    public enum Rule {
        /// A wall that the group's configuration sets.
        NOT_POSSIBLE_OWNER(true),
        /// Persons keep the node free.
        PAUSED(true),
        /// It never had a life in this cluster.
        NOT_JOINED(true),
        /// Its life is over.
        DOWN(true),
        /// It is up, but its guard does not speak.
        DOES_NOT_REPORT(true),
        /// An address of the group fits none of its networks.
        NO_NETWORK(true),
        /// It runs a group that must not run beside this one.
        APART(true),
        /// It runs a group that should not run beside this one: other nodes come first.
        BESIDE(false),
        /// It owns the group.
        CURRENT_OWNER(false),
        /// It owned it last, so it goes there first when it starts and nobody says where.
        LAST_OWNER(false),
        /// An order that the group's configuration sets.
        PREFERRED(false);

        private final boolean blocks;

        Rule(boolean blocks) {
            this.blocks = blocks;
        }
    }

    /// Whether the group may not run there because of it.
    public boolean blocks() {
        return rule.blocks;
    }
}
