package io.fci.guard.wire;

import java.util.Map;
import java.util.TreeMap;

/// The guard's answer to a [HandsRequest].
public sealed interface HandsAnswer {
    record Done() implements HandsAnswer {}

    record Spawned(long pid) implements HandsAnswer {}

    record Checked(boolean present) implements HandsAnswer {}

    /// The lease under which it runs ends so long after the question was handled, if it is not prolonged.
    record Left(long nanos) implements HandsAnswer {}

    /// Nothing was done, or it was undone. `facts`: the words of the sentence, for programs.
    record Refused(HandsReason reason, String sentence, Map<String, String> facts) implements HandsAnswer {
        public Refused {
            facts = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(facts));
        }
    }
}
