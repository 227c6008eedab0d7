package io.fci.core.rules;

import static io.fci.core.log.Refusal.Reason.INVALID_FIELD;

import io.fci.core.state.Failback;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.Names;

/// What a specification may say about where a group runs by itself.
final class PlacementRules {
    private static final int MOST_KEYS = 16;
    private static final int DAY = 24 * 60;
    private static final int LONGEST_ZONE = 64;
    private static final long MOST_STABLE = 30L * 24 * 3_600_000;

    private PlacementRules() {}

    static void check(GroupName self, GroupSpec spec) {
        if (spec.priority() < 0 || spec.priority() > GroupSpec.HIGHEST_PRIORITY) {
            throw invalid("group '" + self + "' has the priority " + spec.priority() + "; give 0 to "
                    + GroupSpec.HIGHEST_PRIORITY, "spec.priority");
        }
        var keys = spec.apart().keys();
        if (keys.size() > MOST_KEYS) {
            throw invalid("group '" + self + "' has " + keys.size() + " anti-affinity keys; the most is " + MOST_KEYS,
                    "spec.placement.anti_affinity_keys");
        }
        for (var key : keys) {
            if (!Names.isLabel(key)) {
                throw invalid(Names.labelRule("anti-affinity key", key), "spec.placement.anti_affinity_keys");
            }
            if (keys.indexOf(key) != keys.lastIndexOf(key)) {
                throw invalid("group '" + self + "' has the anti-affinity key '" + key + "' twice",
                        "spec.placement.anti_affinity_keys");
            }
        }
        failback(self, spec.failback());
    }

    /// An end that equals the start could mean always or never, so it means neither.
    private static void failback(GroupName self, Failback failback) {
        if (failback.stableMillis() < 0 || failback.stableMillis() > MOST_STABLE) {
            throw invalid("group '" + self + "' waits " + failback.stableMillis()
                    + " ms before it goes back; give 0 to 30 days", "spec.failback.stable_for");
        }
        if (failback.window().isPresent() != (failback.mode() == Failback.Mode.IN_WINDOW)) {
            throw invalid("group '" + self + "' " + (failback.window().isPresent()
                    ? "has a window but goes back " + failback.mode() + "; leave one of them out"
                    : "goes back in a window; say from when to when"), "spec.failback");
        }
        failback.window().ifPresent(window -> {
            boolean minutes = window.start() >= 0 && window.start() < DAY && window.end() >= 0 && window.end() < DAY;
            if (!minutes || window.start() == window.end()) {
                throw invalid("group '" + self + "' goes back in the window " + window
                        + "; begin and end are different times of a day", "spec.failback.window_start");
            }
            if (window.zone().isEmpty() || window.zone().length() > LONGEST_ZONE) {
                throw invalid("group '" + self + "' has a window in the time zone '" + Names.abbreviate(window.zone())
                        + "'; give one like Europe/Berlin", "spec.failback.time_zone");
            }
        });
    }

    private static Refused invalid(String sentence, String field) {
        return Refused.because(INVALID_FIELD, sentence, "field", field);
    }
}
