package io.fci.core.rules;

import static io.fci.core.log.Refusal.Reason.INVALID_FIELD;
import static io.fci.core.log.Refusal.Reason.WOULD_DISRUPT;

import io.fci.core.log.Command;
import io.fci.core.state.Group;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.Sorted;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A change of what resources are. Policies, placement and texts take effect at the next decision; what a resource is and
/// what it depends on does not change under it while it runs.
final class Redefinition {
    private Redefinition() {}

    static boolean changes(GroupSpec before, GroupSpec after) {
        return reshapes(before, after) || before.resources().stream()
                .anyMatch(old -> !after.resource(old.name()).orElseThrow().kind().equals(old.kind()));
    }

    /// Whether there are other resources, or other dependencies.
    private static boolean reshapes(GroupSpec before, GroupSpec after) {
        return before.resources().size() != after.resources().size()
                || before.resources().stream().anyMatch(old -> after.resource(old.name())
                        .filter(now -> now.dependsOn().equals(old.dependsOn())
                                && now.kind().getClass().equals(old.kind().getClass()))
                        .isEmpty());
    }

    /// Of a group that runs: the resources that are to run on as they are until they are started next; none when the
    /// change is not to wait.
    static SortedMap<ResourceName, ResourceSpec> former(Group group, Command.UpdateGroup c) {
        if (!c.defer()) {
            return Sorted.empty();
        }
        if (c.allowDisruption()) {
            throw Refused.because(INVALID_FIELD, "a change is either made at once, which may disrupt, or deferred",
                    "field", "defer");
        }
        var present = group.inEffect();
        if (reshapes(present, c.spec())) {
            throw Refused.because(WOULD_DISRUPT, "the change gives group '" + c.group()
                    + "', which runs, other resources"
                    + " or dependencies, and that cannot wait for the next start; allow disruption or take it offline"
                    + " first", "group", c.group().value());
        }
        var former = new TreeMap<ResourceName, ResourceSpec>();
        for (var resource : present.resources()) {
            if (!c.spec().resource(resource.name()).orElseThrow().kind().equals(resource.kind())) {
                former.put(resource.name(), resource);
            }
        }
        return former;
    }

    static boolean mayWait(Group group, GroupSpec after) {
        return !reshapes(group.inEffect(), after);
    }

    /// To follow what changed.
    static String words(Collection<ResourceName> former) {
        return former.isEmpty()
                ? ""
                : "; " + former.stream().map(ResourceName::value).collect(Collectors.joining(", "))
                        + (former.size() == 1 ? " changes when it is" : " change when they are") + " started next";
    }
}
