package io.fci.rpc;

import io.fci.v1.ErrorReason;
import io.grpc.StatusRuntimeException;
import java.util.Collection;

/// The answer to a name that nothing has: what there is, and what was perhaps meant.
final class Unknown {
    private static final int MOST_SHOWN = 20;

    /// Typing mistakes: one letter wrong, missing, too many, or two of them.
    private static final int NEAR = 2;

    private Unknown() {}

    /// @param what "group", "node"
    static StatusRuntimeException of(ErrorReason reason, String what, String name, Collection<String> known) {
        var shown = String.join(", ", known.stream().limit(MOST_SHOWN).toList());
        var similar = String.join(", ",
                known.stream().filter(k -> distance(k, name) <= NEAR).limit(MOST_SHOWN).toList());
        var there = known.isEmpty()
                ? "there are no " + what + "s"
                : what + "s: " + shown + (known.size() > MOST_SHOWN ? ", ..." : "");
        return Statuses.of(reason, "there is no " + what + " '" + name + "' (" + there + ")", "name", name, "similar",
                similar);
    }

    /// Levenshtein's.
    private static int distance(String a, String b) {
        var row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
