package io.fci.cli;

import com.google.protobuf.ProtocolMessageEnum;
import io.fci.v1.GroupStatus;
import io.fci.v1.NodeStatus;
import io.fci.v1.Operation;
import java.util.Locale;

/// States as words: STATE_PARTIALLY_ONLINE is "partially online".
final class Words {
    private Words() {}

    static String of(GroupStatus.State state) {
        return word(state, "STATE_");
    }

    static String of(NodeStatus.State state) {
        return word(state, "STATE_");
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
