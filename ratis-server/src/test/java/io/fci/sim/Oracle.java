package io.fci.sim;

import io.fci.core.Invariants;
import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.log.Outcome;
import io.fci.core.node.Orders.EpochKey;
import io.fci.core.state.Group;
import io.fci.core.state.GroupName;
import io.fci.core.state.Life;
import io.fci.core.state.NodeName;
import io.fci.core.state.Ownership;
import io.fci.core.state.State;
import io.fci.core.view.GroupStates;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Judges every event. Nothing here asks the cluster what it believes before it has looked at what the machines run.
final class Oracle {
    private record Last(long epoch, NodeName node) {}

    private final World world;
    private final Map<GroupName, Last> newest = new TreeMap<>();
    private final Map<String, Outcome> acknowledged = new TreeMap<>();
    private boolean changed;
    private long failovers;
    private long starts;

    Oracle(World world) {
        this.world = world;
    }

    long failovers() {
        return failovers;
    }

    long starts() {
        return starts;
    }

    /// Something of an ownership began to act on a machine.
    void begins(NodeName node, EpochKey what) {
        changed = true;
        var last = newest.get(what.group());
        if (world.host(node).unaware() && last != null && what.epoch() < last.epoch()) {
            return;
        }
        if (last != null
                && (what.epoch() < last.epoch() || what.epoch() == last.epoch() && !node.equals(last.node()))) {
            throw new Violation(
                    "epochs go back: " + what + " begins on " + node + " after epoch " + last.epoch() + " ran on "
                            + last.node());
        }
        if (last == null || what.epoch() > last.epoch()) {
            world.note(node + " runs " + what);
            starts++;
            if (last != null && !last.node().equals(node)) {
                failovers++;
            }
            newest.put(what.group(), new Last(what.epoch(), node));
        }
    }

    /// A machine is not excused any more.
    void look() {
        changed = true;
    }

    /// Only a beginning can make two owners, or the end of an excuse.
    void afterEvent() {
        if (!changed) {
            return;
        }
        changed = false;
        var runs = new TreeMap<GroupName, Host>();
        for (var host : world.hosts()) {
            if (host.unaware()) {
                continue;
            }
            for (var key : host.kernel.acting()) {
                var other = runs.put(key.group(), host);
                if (other != null && other != host) {
                    throw new Violation(
                            "two nodes run group " + key.group() + ": " + other + " " + other.kernel.acting()
                                    + " and " + host + " " + host.kernel.acting());
                }
            }
        }
    }

    void committed(State before, SharedLog.Committed entry) {
        if (entry.after() != before) {
            var broken = Invariants.broken(entry.after());
            broken.addAll(Invariants.broken(before, entry.after()));
            if (!broken.isEmpty()) {
                throw new Violation("the state is not sound after " + entry.proposal().command() + ": " + broken);
            }
        }
        if (entry.outcome() instanceof Outcome.Accepted) {
            switch (entry.proposal().command()) {
                case Command.NodeLost(var node, var k, var evidence) -> {
                    world.note("log: " + node + " incarnation " + k + " is lost: " + evidence);
                    over(node, k, evidence instanceof Evidence.Attests);
                }
                case Command.GuardUp c -> {
                    world.note("log: " + c.node() + " is up as incarnation " + entry.after().revision());
                    over(c.node(), c.previousIncarnation(), false);
                }
                case Command.Released c ->
                    world.note("log: " + c.node() + " released " + c.group() + "." + c.epoch());
                default -> {
                }
            }
        }
    }

    private void over(NodeName node, long k, boolean attested) {
        var host = world.host(node);
        if (!host.unaware() && !host.clock.stopped()
                && host.guard().filter(g -> !g.alive.frozen() && g.holds(k)).isPresent()) {
            throw new Violation("incarnation " + k + " of " + node + " is declared over while it holds its lease");
        }
        long hear = world.hosts().stream().flatMap(h -> h.guard().stream()).filter(g -> g.hears(node, k)).count();
        if (attested && hear > world.hosts().size() / 2) {
            throw new Violation("node " + node + " is declared lost while a majority hears it");
        }
    }

    /// A client was told that its change is done.
    void acknowledged(String request, Outcome outcome) {
        var first = acknowledged.putIfAbsent(request, outcome);
        if (first != null && !first.equals(outcome)) {
            throw new Violation("request " + request + " was answered " + first + " and then " + outcome);
        }
    }

    /// Everything acknowledged is in the log, and was done once.
    void nothingLost() {
        var changes = new TreeMap<String, Integer>();
        State before = State.EMPTY;
        for (var entry : world.log.entries()) {
            var request = entry.proposal().request();
            if (request.isPresent() && entry.after().revision() > before.revision()) {
                changes.merge(request.get().id(), 1, Integer::sum);
            }
            before = entry.after();
        }
        acknowledged.forEach((request, outcome) -> {
            boolean there = world.log.entries().stream()
                    .anyMatch(e -> e.proposal().request().filter(r -> r.id().equals(request)).isPresent()
                            && e.outcome().equals(outcome));
            if (!there) {
                throw new Violation("request " + request + " was acknowledged and is not in the log");
            }
        });
        changes.forEach((request, times) -> {
            if (times > 1) {
                throw new Violation("request " + request + " was carried out " + times + " times");
            }
        });
    }

    /// What keeps a group that is wanted online from being so; empty: all is well.
    ///
    /// @param apart a node that may be down, and runs nothing then
    Optional<String> unrest(Optional<NodeName> apart) {
        var state = world.log.newest();
        for (var node : state.nodes().values()) {
            if (!(node.life() instanceof Life.Up) && !apart.equals(Optional.of(node.name()))) {
                return Optional.of("node " + node.name() + " is " + node.life());
            }
        }
        if (state.nodes().size() < world.hosts().size()) {
            return Optional.of("the cluster was not initialised");
        }
        return state.groups().values().stream().flatMap(group -> unrest(group, apart).stream()).findFirst();
    }

    private Optional<String> unrest(Group group, Optional<NodeName> apart) {
        var shown = GroupStates.of(group);
        if (group.desired() == Group.Desired.OFFLINE) {
            boolean rests = group.owner().isEmpty()
                    && world.hosts().stream().noneMatch(h -> runs(h, group.name(), Optional.empty()));
            return rests
                    ? Optional.empty()
                    : Optional.of("group " + group.name() + " is wanted offline and is " + shown + owners(group));
        }
        // Its budget is used up: it stays failed, in sight, until an operator comes.
        if (shown == GroupStates.GroupState.FAILED) {
            return Optional.empty();
        }
        // That it runs elsewhere may be on its way to the log for as long as a proposal goes unanswered.
        boolean said = shown == GroupStates.GroupState.ONLINE || shown == GroupStates.GroupState.PARTIAL
                || apart.isPresent() && shown == GroupStates.GroupState.STARTING;
        boolean there = said
                && !group.owner().map(Ownership.Owned::node).equals(apart)
                && runs(world.host(group.owner().orElseThrow().node()), group.name(), group.owner());
        return there
                ? Optional.empty()
                : Optional.of("group " + group.name() + " is " + shown + ", " + group.ownership() + owners(group));
    }

    private String owners(Group group) {
        return group.owner().flatMap(owned -> world.host(owned.node()).daemon())
                .map(daemon -> "; its monitor: " + daemon.monitor).orElse("");
    }

    private static boolean runs(Host host, GroupName group, Optional<Ownership.Owned> under) {
        return host.kernel.acting().stream().anyMatch(key -> key.group().equals(group)
                && under.map(owned -> owned.epoch() == key.epoch()).orElse(true));
    }
}
