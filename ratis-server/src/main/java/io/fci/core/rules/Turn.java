package io.fci.core.rules;

import io.fci.core.state.Event;
import io.fci.core.state.Event.Severity;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.core.state.Operation;
import io.fci.core.state.Sorted;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The working copy while one command is applied: begun from a state, thrown away when the command is refused. Lives on
/// the applying thread and never longer than one call.
public final class Turn {
    private final long revision;
    private final long now;
    private final long wall;
    private final String principal;
    private final List<Event> events = new ArrayList<>();
    private State state;
    private boolean changed;
    private boolean moved;

    public Turn(State before, long now, long wall, String principal) {
        this.state = before;
        this.revision = before.revision() + 1;
        this.now = now;
        this.wall = wall;
        this.principal = principal;
    }

    /// The revision this command takes effect at; what is assigned by it gets it as epoch or incarnation.
    long revision() {
        return revision;
    }

    /// Cluster time in milliseconds.
    long now() {
        return now;
    }

    long wall() {
        return wall;
    }

    String principal() {
        return principal;
    }

    public State state() {
        return state;
    }

    boolean changed() {
        return changed;
    }

    /// Whether a place may have become free: some group has another owner, none, or other neighbours that it bears.
    boolean moved() {
        return moved;
    }

    public List<Event> events() {
        return events;
    }

    void init(String clusterId) {
        set(new State(Optional.of(clusterId), revision, state.clusterTime(), state.featureLevel(), state.nodes(),
                state.groups(), state.operations(), state.requests(), state.events()));
    }

    void put(Node node) {
        set(new State(state.clusterId(), revision, state.clusterTime(), state.featureLevel(),
                Sorted.with(state.nodes(), node.name(), node), state.groups(), state.operations(), state.requests(),
                state.events()));
    }

    void put(Group group) {
        var touched = group.touched(revision);
        var before = state.groups().get(group.name());
        moved |= before == null || !before.ownership().equals(group.ownership()) || !before.spec().apart().equals(
                group.spec().apart());
        set(new State(state.clusterId(), revision, state.clusterTime(), state.featureLevel(), state.nodes(),
                Sorted.with(state.groups(), group.name(), touched), state.operations(), state.requests(),
                state.events()));
    }

    void remove(GroupName group) {
        moved = true;
        set(new State(state.clusterId(), revision, state.clusterTime(), state.featureLevel(), state.nodes(),
                Sorted.without(state.groups(), group), state.operations(), state.requests(), state.events()));
    }

    void put(Operation operation) {
        var operations = Sorted.with(state.operations(), operation.id(), operation);
        if (operations.size() > State.MAX_OPERATIONS) {
            // Never the youngest: the next id is taken from it.
            var ended = operations.headMap(operations.lastKey()).values().stream().filter(o -> !o.isRunning())
                    .findFirst();
            operations = ended.isPresent() ? Sorted.without(operations, ended.get().id()) : operations;
        }
        set(new State(state.clusterId(), revision, state.clusterTime(), state.featureLevel(), state.nodes(),
                state.groups(), operations, state.requests(), state.events()));
    }

    private void set(State next) {
        state = next;
        changed = true;
    }

    /// The group as it is now within this turn.
    Group group(GroupName name) {
        return state.group(name).orElseThrow(() -> new IllegalStateException("no group " + name));
    }

    public long nextOperation() {
        return state.operations().isEmpty() ? 1 : state.operations().lastKey() + 1;
    }

    /// @param facts name, value, name, value, ...
    void event(Severity severity, String reason, Group group, Optional<NodeName> node, String message,
            String... facts) {
        event(severity, reason, "groups/" + group.name(), node, message, group.operation(), facts);
    }

    void event(Severity severity, String reason, String subject, Optional<NodeName> node, String message,
            OptionalLong operation, String... facts) {
        var map = new TreeMap<String, String>();
        for (int i = 0; i < facts.length; i += 2) {
            map.put(facts[i], facts[i + 1]);
        }
        events.add(new Event(revision, events.size(), wall, severity, reason, subject, node, message, operation, map));
    }
}
