package io.fci.core.view;

import io.fci.core.state.Group;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Life;
import io.fci.core.state.Networks;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where a group may run, and where it goes. A function of the state alone, so that it can be explained.
public final class Placement {
    private Placement() {}

    /// A node as a place for a group.
    ///
    /// @param obstacle why it may not run there, in words; empty: it may
    public record Verdict(NodeName node, Optional<String> obstacle) {
        public boolean eligible() {
            return obstacle.isEmpty();
        }
    }

    /// Every node with its verdict, by name.
    public static List<Verdict> verdicts(State state, GroupSpec spec) {
        return state.nodes().values().stream().map(node -> new Verdict(node.name(), obstacle(node, spec))).toList();
    }

    private static Optional<String> obstacle(Node node, GroupSpec spec) {
        if (!spec.mayRunOn(node.name())) {
            return Optional.of("is not a possible owner (possible: " + join(spec.possibleNodes()) + ")");
        }
        var paused = node.schedule().paused();
        if (paused.isPresent()) {
            return Optional.of("takes no groups: it is paused" + paused.get().words());
        }
        return switch (node.life()) {
            case Life.Never() -> Optional.of("has not joined yet");
            case Life.Down(var incarnation, var why) -> Optional.of("is down (" + why + ")");
            case Life.Up(var incarnation) -> node.quiet().map(quiet -> "does not report (" + quiet + ")")
                    .or(() -> foreignAddress(node, spec));
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

    public static boolean eligible(State state, GroupSpec spec, NodeName node) {
        return state.node(node).map(n -> obstacle(n, spec).isEmpty()).orElse(false);
    }

    /// Why none may run it: one clause for each possible node.
    ///
    /// @param except nodes that are out of the question anyway
    public static String obstacles(State state, GroupSpec spec, List<NodeName> except) {
        var clauses = new ArrayList<String>();
        boolean others = false;
        for (var verdict : verdicts(state, spec)) {
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

    /// For a move without a target and for a first start: the top of the preferred list, then the node that owns the
    /// fewest groups, then by name.
    public static Optional<NodeName> best(State state, GroupSpec spec, List<NodeName> avoid) {
        var candidates = candidates(state, spec, avoid);
        var preferred = spec.preferredNodes().stream().filter(candidates::contains).findFirst();
        return preferred.isPresent() ? preferred : fewestGroups(state, candidates);
    }

    /// After a failure: with preferred nodes, the next one after the present owner in (preferred nodes, then the rest by
    /// name), around the end; without, after a lost node the one with the fewest groups, and after a failed resource the
    /// next by name (the rules of Microsoft KB 299631 with the later, deterministic choice for lost nodes).
    public static Optional<NodeName> afterFailure(State state, GroupSpec spec, NodeName owner, boolean nodeLost) {
        var candidates = candidates(state, spec, List.of(owner));
        if (spec.preferredNodes().isEmpty() && nodeLost) {
            return fewestGroups(state, candidates);
        }
        var walk = new ArrayList<>(spec.preferredNodes());
        state.nodes().keySet().stream().filter(n -> !walk.contains(n)).forEach(walk::add);
        int start = walk.indexOf(owner);
        for (int i = 1; i <= walk.size(); i++) {
            var node = walk.get(Math.floorMod(start + i, walk.size()));
            if (candidates.contains(node)) {
                return Optional.of(node);
            }
        }
        return Optional.empty();
    }

    /// How many nodes could take the group, the present owner not counted.
    static List<NodeName> candidates(State state, GroupSpec spec, List<NodeName> avoid) {
        return verdicts(state, spec).stream()
                .filter(Verdict::eligible)
                .map(Verdict::node)
                .filter(node -> !avoid.contains(node))
                .toList();
    }

    /// Nodes that could take the group now, best first; empty: it has no redundancy.
    public static List<NodeName> standby(State state, Group group) {
        var left = new ArrayList<NodeName>();
        var avoid = new ArrayList<>(group.owner().map(Ownership.Owned::node).stream().toList());
        for (var next = best(state, group.spec(), avoid); next.isPresent(); next = best(state, group.spec(), avoid)) {
            left.add(next.get());
            avoid.add(next.get());
        }
        return left;
    }

    private static Optional<NodeName> fewestGroups(State state, List<NodeName> candidates) {
        return candidates.stream()
                .min(Comparator.<NodeName>comparingLong(node -> groupsOf(state, node))
                        .thenComparing(Comparator.naturalOrder()));
    }

    static long groupsOf(State state, NodeName node) {
        return state.groups().values().stream().filter(g -> g.owner().map(o -> o.node().equals(node)).orElse(false))
                .count();
    }

    public static String join(List<NodeName> nodes) {
        return nodes.stream().map(NodeName::value).collect(Collectors.joining(", "));
    }
}
