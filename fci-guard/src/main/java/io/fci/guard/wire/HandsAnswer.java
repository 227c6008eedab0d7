package io.fci.guard.wire;

import java.util.Map;
import java.util.TreeMap;

/// The guard's answer to a [HandsRequest].
public sealed interface HandsAnswer {
    record Done() implements HandsAnswer {}

    record Spawned(long pid) implements HandsAnswer {}

    record Checked(boolean present) implements HandsAnswer {}

    /// Nothing was done, or it was undone. `facts`: the words of the sentence, for programs.
    record Refused(HandsReason reason, String sentence, Map<String, String> facts) implements HandsAnswer {
        public Refused {
            facts = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        }
    }
}
