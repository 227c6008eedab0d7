package io.fci.core.rules;

import static io.fci.core.log.Refusal.Reason.INVALID_FIELD;
import static io.fci.core.log.Refusal.Reason.LOCKED;
import static io.fci.core.log.Refusal.Reason.RESOURCE_NOT_FOUND;

import io.fci.core.log.Command;
import io.fci.core.log.Command.Maintain.Subject;
import io.fci.core.log.Command.Terms;
import io.fci.core.state.Event.Severity;
import io.fci.core.state.Group;
import io.fci.core.state.Hold;
import io.fci.core.state.Holds;
import io.fci.core.state.Names;
import io.fci.core.state.Node;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.ResourceName;
import io.fci.core.view.Times;
import java.util.Optional;
import java.util.OptionalLong;

/// What persons put their hand on: maintenance, during which health is not looked at, and locks. Neither keeps a group from
/// being taken over when its node is lost, nor from what its own failures ask for.
public final class HoldRules {
    public static final long SHORTEST = 1_000;
    public static final long LONGEST = 365L * 24 * 3_600_000;
    private static final int LONGEST_REASON = 500;

    private HoldRules() {}

    public static void maintain(Turn turn, Command.Maintain c) {
        c.terms().ifPresent(HoldRules::check);
        switch (c.subject()) {
            case Subject.OfNode(var name) -> {
                var node = turn.state().node(name).orElseThrow(() -> NodeRules.unknown(turn.state(), name));
                if (changes(turn, node.maintenance(), c.terms())) {
                    maintain(turn, node, hold(turn, c.terms()), "");
                }
            }
            case Subject.OfGroup(var name) -> {
                var group = GroupRules.find(turn, name, OptionalLong.empty());
                if (changes(turn, group.holds().maintenance(), c.terms())) {
                    maintain(turn, group, Optional.empty(), hold(turn, c.terms()), "");
                }
            }
            case Subject.OfResource(var name, var resource) -> {
                var group = GroupRules.find(turn, name, OptionalLong.empty());
                requireResource(group, resource);
                if (changes(turn, Optional.ofNullable(group.holds().maintained().get(resource)), c.terms())) {
                    maintain(turn, group, Optional.of(resource), hold(turn, c.terms()), "");
                }
            }
        }
    }

    private static void maintain(Turn turn, Node node, Optional<Hold> hold, String why) {
        turn.put(node.withMaintenance(hold));
        turn.event(Severity.INFO, hold.isPresent() ? "MAINTENANCE_BEGUN" : "MAINTENANCE_OVER", "nodes/" + node.name(),
                Optional.of(node.name()), "node " + node.name() + words(turn, hold) + why, OptionalLong.empty());
    }

    private static void maintain(Turn turn, Group group, Optional<ResourceName> resource, Optional<Hold> hold,
            String why) {
        var holds = resource.map(r -> group.holds().withMaintenance(r, hold))
                .orElseGet(() -> group.holds().withMaintenance(hold));
        var next = group.withHolds(holds);
        turn.put(next);
        turn.event(Severity.INFO, hold.isPresent() ? "MAINTENANCE_BEGUN" : "MAINTENANCE_OVER", next,
                next.owner().map(Owned::node),
                resource.map(r -> r + " of " + group.name()).orElse("group " + group.name()) + words(turn, hold) + why);
    }

    private static String words(Turn turn, Optional<Hold> hold) {
        return hold.map(h -> " is in maintenance" + h.words() + ends(turn, h) + ": its health is not looked at")
                .orElse(" is not in maintenance any more: its health is looked at");
    }

    private static String ends(Turn turn, Hold hold) {
        return hold.until().isPresent() ? " for " + Times.period(hold.until().getAsLong() - turn.now()) : "";
    }

    public static void lock(Turn turn, Command.LockResource c) {
        c.terms().ifPresent(HoldRules::check);
        var group = GroupRules.find(turn, c.group(), OptionalLong.empty());
        requireResource(group, c.resource());
        if (changes(turn, Optional.ofNullable(group.holds().locked().get(c.resource())), c.terms())) {
            lock(turn, group, c.resource(), hold(turn, c.terms()), "");
        }
    }

    private static void lock(Turn turn, Group group, ResourceName resource, Optional<Hold> hold, String why) {
        var next = group.withHolds(group.holds().withLock(resource, hold));
        turn.put(next);
        turn.event(Severity.INFO, hold.isPresent() ? "RESOURCE_LOCKED" : "RESOURCE_UNLOCKED", next,
                next.owner().map(Owned::node),
                resource + " of " + group.name() + hold.map(h -> " is locked" + h.words() + ends(turn, h)
                        + ": nobody may start, stop or move it").orElse(" is not locked any more") + why,
                "resource", resource.value());
    }

    /// The same again changes nothing; other terms replace the old ones.
    private static boolean changes(Turn turn, Optional<Hold> before, Optional<Terms> terms) {
        if (before.isEmpty() || terms.isEmpty()) {
            return before.isPresent() != terms.isPresent();
        }
        var next = hold(turn, terms).orElseThrow();
        return !before.get().reason().equals(next.reason()) || !before.get().by().equals(next.by())
                || !before.get().until().equals(next.until());
    }

    private static Optional<Hold> hold(Turn turn, Optional<Terms> terms) {
        return terms.map(t -> new Hold(t.reason(), turn.principal(), turn.now(), turn.wall(),
                t.millis().isPresent() ? OptionalLong.of(turn.now() + t.millis().getAsLong()) : t.millis()));
    }

    private static void check(Terms terms) {
        if (terms.reason().length() > LONGEST_REASON) {
            throw Refused.because(INVALID_FIELD, "the reason has " + terms.reason().length() + " characters, at most "
                    + LONGEST_REASON + " are kept: '" + Names.abbreviate(terms.reason()) + "'", "field", "reason");
        }
        if (terms.millis().isPresent()
                && (terms.millis().getAsLong() < SHORTEST || terms.millis().getAsLong() > LONGEST)) {
            throw Refused.because(INVALID_FIELD, "it may last between 1 s and 365 days, not "
                    + terms.millis().getAsLong() + " ms", "field", "for");
        }
    }

    private static void requireResource(Group group, ResourceName resource) {
        if (!group.resources().containsKey(resource)) {
            throw Refused.because(RESOURCE_NOT_FOUND,
                    "group '" + group.name() + "' has no resource '" + resource + "' ("
                            + String.join(", ", group.resources().keySet().stream().map(ResourceName::value).toList())
                            + ")",
                    "name", resource.value());
        }
    }

    /// One locked resource locks its whole group against persons.
    static void requireUnlocked(Group group) {
        group.holds().locked().entrySet().stream().findFirst().ifPresent(e -> {
            throw Refused.because(LOCKED, "resource '" + e.getKey() + "' of group '" + group.name() + "' is locked"
                    + e.getValue().words() + "; wait for the end of that, or unlock it", "group",
                    group.name().value(), "resource", e.getKey().value(), "by", e.getValue().by());
        });
    }

    /// What was to last until now is over.
    static void due(Turn turn) {
        for (var node : turn.state().nodes().values()) {
            node.maintenance().filter(h -> h.isOver(turn.now()))
                    .ifPresent(h -> maintain(turn, node, Optional.empty(), "; its time is over"));
        }
        for (var group : turn.state().groups().values()) {
            if (!group.holds().equals(Holds.NONE)) {
                due(turn, group);
            }
        }
    }

    private static void due(Turn turn, Group group) {
        group.holds().maintenance().filter(h -> h.isOver(turn.now())).ifPresent(
                h -> maintain(turn, turn.group(group.name()), Optional.empty(), Optional.empty(),
                        "; its time is over"));
        group.holds().maintained().forEach((name, hold) -> {
            if (hold.isOver(turn.now())) {
                maintain(turn, turn.group(group.name()), Optional.of(name), Optional.empty(), "; its time is over");
            }
        });
        group.holds().locked().forEach((name, hold) -> {
            if (hold.isOver(turn.now())) {
                lock(turn, turn.group(group.name()), name, Optional.empty(), "; its time is over");
            }
        });
    }
}
