package io.fci.core.view;

import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Where a group goes, among the nodes that may run it ([Verdicts]). A function of the state alone, so that it can be
/// explained; each choice is the first of an order that can be shown.
public final class Placement {
    private Placement() {}

    /// In the order in which they are placed, and leave, when several have to: by priority, highest first, then by name.
    public static List<Group> inOrder(State state) {
        return state.groups().values().stream()
                .sorted(Comparator.<Group>comparingInt(g -> -g.spec().priority()).thenComparing(Group::name))
                .toList();
    }

    public static boolean eligible(State state, GroupName group, GroupSpec spec, NodeName node) {
        return state.node(node).map(n -> Verdicts.of(state, n, group, spec).eligible()).orElse(false);
    }

    /// For a move without a target and for a first start: the top of the preferred list, then the node that owns the
    /// fewest groups, then by name.
    public static Optional<NodeName> best(State state, GroupName group, GroupSpec spec, List<NodeName> avoid) {
        return bestFirst(state, group, spec, avoid).stream().findFirst();
    }

    private static List<NodeName> bestFirst(State state, GroupName group, GroupSpec spec, List<NodeName> avoid) {
        var candidates = candidates(state, group, spec, avoid);
        var order = new ArrayList<>(spec.preferredNodes().stream().filter(candidates::contains).toList());
        fewestGroupsFirst(state, candidates).stream().filter(n -> !order.contains(n)).forEach(order::add);
        return lastResortsLast(state, group, spec, order);
    }

    /// Where a start goes when nobody said: where it was last, else the best node.
    public static Optional<NodeName> home(State state, Group group) {
        return homeFirst(state, group).stream().findFirst();
    }

    private static List<NodeName> homeFirst(State state, Group group) {
        var order = new ArrayList<>(group.lastOwner()
                .filter(node -> eligible(state, group.name(), group.spec(), node))
                .stream()
                .toList());
        order.addAll(bestFirst(state, group.name(), group.spec(), order));
        return order;
    }

    /// After a failure: with preferred nodes, the next one after the present owner in (preferred nodes, then the rest by
    /// name), around the end; without, after a lost node the one with the fewest groups, and after a failed resource the
    /// next by name (the rules of Microsoft KB 299631 with the later, deterministic choice for lost nodes).
    public static Optional<NodeName> afterFailure(State state, GroupName group, GroupSpec spec, NodeName owner,
            boolean nodeLost) {
        return successors(state, group, spec, owner, nodeLost).stream().findFirst();
    }

    private static List<NodeName> successors(State state, GroupName group, GroupSpec spec, NodeName owner,
            boolean nodeLost) {
        var candidates = candidates(state, group, spec, List.of(owner));
        if (spec.preferredNodes().isEmpty() && nodeLost) {
            return lastResortsLast(state, group, spec, fewestGroupsFirst(state, candidates));
        }
        var walk = new ArrayList<>(spec.preferredNodes());
        state.nodes().keySet().stream().filter(n -> !walk.contains(n)).forEach(walk::add);
        int start = walk.indexOf(owner);
        var order = new ArrayList<NodeName>();
        for (int i = 1; i <= walk.size(); i++) {
            var node = walk.get(Math.floorMod(start + i, walk.size()));
            if (candidates.contains(node)) {
                order.add(node);
            }
        }
        return lastResortsLast(state, group, spec, order);
    }

    /// Where it would go now, best first: of a group with an owner, if that node were lost; of another, if it started.
    public static List<NodeName> next(State state, Group group) {
        return group.owner()
                .map(owner -> successors(state, group.name(), group.spec(), owner.node(), true))
                .orElseGet(() -> homeFirst(state, group));
    }

    /// Nodes that could take the group now, best first; empty: it has no redundancy.
    public static List<NodeName> standby(State state, Group group) {
        return bestFirst(state, group.name(), group.spec(), group.owner().map(Ownership.Owned::node).stream().toList());
    }

    private static List<NodeName> candidates(State state, GroupName group, GroupSpec spec, List<NodeName> avoid) {
        return Verdicts.of(state, group, spec).stream()
                .filter(Verdict::eligible)
                .map(Verdict::node)
                .filter(node -> !avoid.contains(node))
                .toList();
    }

    /// Nodes beside whose groups it should not run come after all others, in the same order.
    private static List<NodeName> lastResortsLast(State state, GroupName group, GroupSpec spec, List<NodeName> order) {
        if (!spec.apart().soft()) {
            return order;
        }
        var last = order.stream()
                .filter(node -> Verdicts.of(state, state.nodes().get(node), group, spec).lastResort())
                .toList();
        return Stream.concat(order.stream().filter(node -> !last.contains(node)), last.stream()).toList();
    }

    private static List<NodeName> fewestGroupsFirst(State state, List<NodeName> candidates) {
        if (candidates.size() < 2) {
            return candidates;
        }
        var counts = new TreeMap<NodeName, Integer>();
        for (var group : state.groups().values()) {
            group.owner().ifPresent(o -> counts.merge(o.node(), 1, Integer::sum));
        }
        return candidates.stream()
                .sorted(Comparator.<NodeName>comparingInt(node -> counts.getOrDefault(node, 0))
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    static long groupsOf(State state, NodeName node) {
        return state.groups().values().stream().filter(g -> g.owner().map(o -> o.node().equals(node)).orElse(false))
                .count();
    }
}
