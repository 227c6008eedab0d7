package io.fci.sim;

import io.fci.core.log.Command;
import io.fci.core.log.Proposal;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.State;
import java.util.Set;

/// What a log that leaves a rule of its own undone reads in a command: what would be accepted.
record Bent(Set<Rule> broken) {
    Proposal of(State state, Proposal proposal) {
        return broken.isEmpty()
                ? proposal
                : new Proposal(proposal.request(), proposal.principal(), command(state, proposal.command()));
    }

    private Command command(State state, Command command) {
        return switch (command) {
            case Command.GuardUp up when broken.contains(Rule.A_NEW_LIFE_NAMES_THE_LAST) ->
                new Command.GuardUp(up.node(), up.guardUuid(), last(state, up.node()), up.profile(), up.concerns(),
                        up.networks());
            case Command.NodeLost lost when broken.contains(Rule.A_LOSS_NAMES_THE_INCARNATION) ->
                new Command.NodeLost(lost.node(), last(state, lost.node()), lost.evidence());
            case Command.Released r when broken.contains(Rule.A_RELEASE_NAMES_ITS_EPOCH) ->
                state.group(r.group()).map(g -> g.ownership()).filter(Owned.class::isInstance).map(Owned.class::cast)
                        .filter(owned -> owned.node().equals(r.node()))
                        .<Command>map(owned -> new Command.Released(r.node(), owned.incarnation(), r.group(),
                                owned.epoch()))
                        .orElse(r);
            default -> command;
        };
    }

    private static long last(State state, NodeName node) {
        return state.node(node).map(n -> n.life().last()).orElse(0L);
    }
}
