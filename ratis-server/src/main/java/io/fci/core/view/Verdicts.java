package io.fci.core.view;

import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Life;
import io.fci.core.state.Networks;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.State;
import io.fci.core.view.Finding.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which nodes may run a group, and why not the others: what placement decides by and what is told to people.
public final class Verdicts {
    private Verdicts() {}

    /// Every node with its verdict, by name.
    public static List<Verdict> of(State state, GroupName group, GroupSpec spec) {
        return state.nodes().values().stream().map(node -> of(state, node, group, spec)).toList();
    }

    /// @param group that is not in its own way
    static Verdict of(State state, Node node, GroupName group, GroupSpec spec) {
        var findings = new ArrayList<Finding>();
        if (!spec.mayRunOn(node.name())) {
            findings.add(new Finding(Rule.NOT_POSSIBLE_OWNER,
                    "is not a possible owner (possible: " + join(spec.possibleNodes()) + ")", ""));
        }
        node.schedule().paused().ifPresent(paused -> findings.add(new Finding(Rule.PAUSED,
                "takes no groups: it is paused" + paused.words(), "fci resume " + node.name())));
        life(node).ifPresent(findings::add);
        node.quiet().filter(quiet -> node.isUp()).ifPresent(quiet -> findings.add(new Finding(Rule.DOES_NOT_REPORT,
                "does not report (" + quiet + ")", "")));
        foreignAddress(node, spec).ifPresent(words -> findings.add(new Finding(Rule.NO_NETWORK, words, "")));
        neighbour(state, node, group, spec).ifPresent(other -> findings.add(new Finding(
                spec.apart().soft() ? Rule.BESIDE : Rule.APART, "runs " + other.name() + ", and the two are kept apart",
                "")));
        int rank = spec.preferredNodes().indexOf(node.name());
        if (rank >= 0) {
            findings.add(new Finding(Rule.PREFERRED, "is number " + (rank + 1) + " of the preferred nodes", ""));
        }
        return new Verdict(node.name(), findings);
    }

    /// A group of which this one is kept apart, that is on the node.
    private static Optional<Group> neighbour(State state, Node node, GroupName self, GroupSpec spec) {
        if (spec.apart().keys().isEmpty()) {
            return Optional.empty();
        }
        return state.groups().values().stream()
                .filter(other -> !other.name().equals(self) && other.spec().apart().from(spec.apart()))
                .filter(other -> other.owner().filter(o -> o.node().equals(node.name())).isPresent())
                .findFirst();
    }

    private static Optional<Finding> life(Node node) {
        return switch (node.life()) {
            case Life.Never() -> Optional.of(new Finding(Rule.NOT_JOINED, "has not joined yet", ""));
            case Life.Down(var incarnation, var why) ->
                Optional.of(new Finding(Rule.DOWN, "is down (" + why + ")", ""));
            case Life.Up(var incarnation) -> Optional.empty();
        };
    }

    /// An address of the group that lies in no network of the node; a node that told no networks is given the benefit.
    public static Optional<String> foreignAddress(Node node, GroupSpec spec) {
        if (node.networks().isEmpty()) {
            return Optional.empty();
        }
        for (var resource : spec.resources()) {
            if (resource.kind() instanceof ResourceKind.Address address && address.iface().isEmpty()
                    && node.networks().stream().noneMatch(network -> Networks.contains(network, address.ip()))) {
                return Optional.of("has no interface in the network of " + address.ip() + " (its networks: "
                        + String.join(", ", node.networks()) + ")");
            }
        }
        return Optional.empty();
    }

    /// Why none may run it: one clause for each possible node.
    ///
    /// @param except nodes that are out of the question anyway
    public static String obstacles(State state, GroupName group, GroupSpec spec, List<NodeName> except) {
        var clauses = new ArrayList<String>();
        boolean others = false;
        for (var verdict : of(state, group, spec)) {
            if (!spec.mayRunOn(verdict.node())) {
                others = true;
            } else if (!except.contains(verdict.node())) {
                clauses.add(verdict.node() + " " + verdict.obstacle().orElse("may run it"));
            }
        }
        if (others) {
            clauses.add((clauses.isEmpty() ? "the other nodes" : "the rest") + " are not possible owners");
        }
        return clauses.isEmpty() ? "there is no other node" : String.join("; ", clauses);
    }

    public static String join(List<NodeName> nodes) {
        return nodes.stream().map(NodeName::value).collect(Collectors.joining(", "));
    }
}
