package io.fci.cli;

import com.google.protobuf.ProtocolMessageEnum;
import io.fci.v1.GroupStatus;
import io.fci.v1.Hold;
import io.fci.v1.NodeStatus;
import io.fci.v1.Operation;
import java.time.Instant;
import java.util.Locale;

/// States as words: STATE_PARTIALLY_ONLINE is "partially online".
final class Words {
    private Words() {}

    static String of(GroupStatus.State state) {
        return word(state, "STATE_");
    }

    /// "online, maintenance, locked".
    static String of(GroupStatus status) {
        return of(status.getState()) + (status.hasMaintenance() ? ", maintenance" : "")
                + (status.getResourcesList().stream().anyMatch(r -> r.hasLock()) ? ", locked" : "");
    }

    /// "locked: backup (alice), until ...".
    static String of(String what, Hold hold) {
        var who = hold.getBy().isEmpty() ? "" : " (" + hold.getBy() + ")";
        return what + (hold.getReason().isEmpty() ? "" : ": " + hold.getReason()) + who + (hold.hasUntil()
                ? ", until " + Instant.ofEpochSecond(hold.getUntil().getSeconds())
                : "");
    }

    static String of(NodeStatus.State state) {
        return word(state, "STATE_");
    }

    /// "up, drained"; what keeps it from being drained, if anything does.
    static String of(io.fci.v1.Node node) {
        var state = of(node.getStatus().getState());
        return state + (node.getSpec().getDrained() ? ", " + drain(node.getStatus()) : "")
                + (node.getStatus().hasMaintenance() ? ", maintenance" : "");
    }

    private static String drain(NodeStatus status) {
        return switch (status.getDrain().getState()) {
            case STATE_RUNNING -> "draining";
            case STATE_DONE -> "drained";
            case STATE_FAILED -> "drain failed";
            case STATE_NOT_STARTED, STATE_UNSPECIFIED, UNRECOGNIZED -> "paused";
        };
    }

    static String of(Operation.State state) {
        return word(state, "STATE_");
    }

    static String of(Operation.Kind kind) {
        return word(kind, "KIND_");
    }

    private static String word(ProtocolMessageEnum value, String prefix) {
        return value.toString().replaceFirst("^" + prefix, "").toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
