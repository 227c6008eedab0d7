package io.fci.codec.api;

import com.google.protobuf.Duration;
import io.fci.core.log.Command;
import io.fci.core.log.Command.Maintain.Subject;
import io.fci.core.log.Command.Terms;
import io.fci.core.rules.HoldRules;
import io.fci.v1.SetLockRequest;
import io.fci.v1.SetMaintenanceRequest;
import java.util.Optional;
import java.util.OptionalLong;

/// What requests say about maintenance and locks.
public final class HoldReader {
    private HoldReader() {}

    public static Command.Maintain read(SetMaintenanceRequest request) {
        return new Command.Maintain(subject(request.getName()),
                terms(request.getOn(), request.getReason(), request.hasDuration(), request.getDuration()));
    }

    public static Command.LockResource read(SetLockRequest request) {
        var full = ApiNames.resourceOfGroup("name", request.getName());
        return new Command.LockResource(full.group(), full.resource(),
                terms(request.getOn(), request.getReason(), request.hasDuration(), request.getDuration()));
    }

    private static Subject subject(String name) {
        if (name.startsWith("nodes/")) {
            return new Subject.OfNode(ApiNames.node("name", name));
        }
        if (name.contains("/resources/")) {
            var full = ApiNames.resourceOfGroup("name", name);
            return new Subject.OfResource(full.group(), full.resource());
        }
        return new Subject.OfGroup(ApiNames.group("name", name));
    }

    private static Optional<Terms> terms(boolean on, String reason, boolean ends, Duration after) {
        if (!on) {
            if (ends || !reason.isEmpty()) {
                throw Malformed.field(ends ? "duration" : "reason", "what ends needs no reason and no duration");
            }
            return Optional.empty();
        }
        return Optional.of(new Terms(Texts.line("reason", "reason", reason, Texts.MOST_DESCRIPTION),
                ends
                        ? OptionalLong.of(Durations.millis("duration", "duration", after, HoldRules.SHORTEST,
                                HoldRules.LONGEST))
                        : OptionalLong.empty()));
    }
}
