package io.fci.rpc;

import io.fci.codec.api.EventWriter;
import io.fci.codec.api.GroupWriter;
import io.fci.codec.api.NodeWriter;
import io.fci.codec.api.OperationWriter;
import io.fci.core.state.Event;
import io.fci.core.state.Group;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import io.fci.v1.Change;
import io.fci.v1.WatchedObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// What watchers are told of one step from a state to the next. Records that were not touched are the same objects in both
/// states, so a step costs as much as it changed.
final class Differences {
    private Differences() {}

    /// Everything there is, as changes: nodes, groups, operations, each by name.
    static List<Change> all(State state, Optional<NodeName> leader) {
        var changes = new ArrayList<Change>();
        state.nodes().values().forEach(node -> changes.add(put(w -> w.setNode(NodeWriter.write(state, node, leader)))));
        state.groups().values().forEach(group -> changes.add(put(w -> w.setGroup(GroupWriter.write(state, group)))));
        state.operations().values().forEach(o -> changes.add(put(w -> w.setOperation(OperationWriter.write(o)))));
        return changes;
    }

    static List<Change> between(State before, State after, List<Event> events, Optional<NodeName> leader) {
        var changes = new ArrayList<Change>();
        nodes(before, after, leader, changes);
        groups(before, after, changes);
        operations(before, after, changes);
        for (int i = 0; i < events.size(); i++) {
            var written = EventWriter.write(events.get(i));
            changes.add(put(w -> w.setEvent(written)));
        }
        return changes;
    }

    /// A node shows which groups it owns, so a change of owner is one of both nodes.
    private static void nodes(State before, State after, Optional<NodeName> leader, List<Change> changes) {
        var touched = new TreeSet<NodeName>();
        for (var node : after.nodes().values()) {
            if (before.nodes().get(node.name()) != node) {
                touched.add(node.name());
            }
        }
        var names = new TreeSet<>(before.groups().keySet());
        names.addAll(after.groups().keySet());
        for (var name : names) {
            var was = before.group(name);
            var is = after.group(name);
            if (!same(was, is) && !owner(was).equals(owner(is))) {
                owner(was).ifPresent(touched::add);
                owner(is).ifPresent(touched::add);
            }
        }
        for (var name : touched) {
            after.node(name).ifPresent(
                    node -> changes.add(put(w -> w.setNode(NodeWriter.write(after, node, leader)))));
        }
    }

    private static Optional<NodeName> owner(Optional<Group> group) {
        return group.flatMap(Group::owner).map(o -> o.node());
    }

    /// A group shows its last operation and which nodes could take it, so it changes with them.
    private static void groups(State before, State after, List<Change> changes) {
        boolean nodesChanged = !before.nodes().equals(after.nodes());
        for (var group : after.groups().values()) {
            var changed = before.groups().get(group.name()) != group || nodesChanged
                    || group.operation().isPresent() && before.operations().get(group.operation().getAsLong()) != after
                            .operations().get(group.operation().getAsLong());
            if (changed) {
                changes.add(put(w -> w.setGroup(GroupWriter.write(after, group))));
            }
        }
        for (var group : before.groups().values()) {
            if (after.group(group.name()).isEmpty()) {
                changes.add(deleted(w -> w.setGroup(GroupWriter.nameAndMeta(group))));
            }
        }
    }

    private static void operations(State before, State after, List<Change> changes) {
        for (var operation : after.operations().values()) {
            if (before.operations().get(operation.id()) != operation) {
                changes.add(put(w -> w.setOperation(OperationWriter.write(operation))));
            }
        }
        for (var operation : before.operations().values()) {
            if (after.operation(operation.id()).isEmpty()) {
                var name = OperationWriter.write(operation).getName();
                changes.add(deleted(w -> w.getOperationBuilder().setName(name)));
            }
        }
    }

    private static boolean same(Optional<Group> a, Optional<Group> b) {
        return a.orElse(null) == b.orElse(null);
    }

    private interface Filling {
        void of(WatchedObject.Builder object);
    }

    private static Change put(Filling filling) {
        return change(Change.Type.TYPE_PUT, filling);
    }

    private static Change deleted(Filling filling) {
        return change(Change.Type.TYPE_DELETE, filling);
    }

    private static Change change(Change.Type type, Filling filling) {
        var object = WatchedObject.newBuilder();
        filling.of(object);
        return Change.newBuilder().setType(type).setObject(object).build();
    }
}
