package io.fci.core.log;

import io.fci.core.state.Sorted;
import java.util.SortedMap;
import java.util.TreeMap;

/// Why a command was not done. The message names the thing, the value and the way out; people see it unchanged.
///
/// @param facts what the message says, by name, for programs
public record Refusal(Reason reason, String message, SortedMap<String, String> facts) {
    public Refusal {
        facts = Sorted.copyOf(facts);
    }

    /// Stable names, the same as in the public API.
    public enum Reason {
        INVALID_FIELD, DEPENDENCY_CYCLE, UNKNOWN_RESOURCE_TYPE, ADDRESS_IN_USE, REQUEST_ID_REUSED, GROUP_NOT_FOUND, NODE_NOT_FOUND, RESOURCE_NOT_FOUND, OPERATION_NOT_FOUND, GROUP_EXISTS, ETAG_MISMATCH, OPERATION_IN_PROGRESS, OWNER_CHANGED, NO_ELIGIBLE_NODE, NODE_NOT_ELIGIBLE, WOULD_DISRUPT, GROUP_ONLINE, LIMIT_EXCEEDED, STALE, NOT_INITIALIZED, FENCING_UNAVAILABLE, NODE_NOT_DOWN, LOCKED
    }

    /// @param facts name, value, name, value, ...
    public static Refusal of(Reason reason, String message, String... facts) {
        var map = new TreeMap<String, String>();
        for (int i = 0; i < facts.length; i += 2) {
            map.put(facts[i], facts[i + 1]);
        }
        return new Refusal(reason, message, map);
    }
}
