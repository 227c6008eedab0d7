package io.fci.monitor;

import io.fci.hands.HandsRefused.Reason;

/// How a step ended.
sealed interface Result {
    record Done() implements Result {}

    /// The resource is not what it should be; `why` is a sentence for people.
    record Failed(String why) implements Result {}

    /// The guard did not do it, or nobody knows whether it did.
    record Refused(Reason reason, String why) implements Result {
        /// Nothing can be concluded about the resource: the incarnation is over, and the loss of the lease follows, or the
        /// guard had no time.
        boolean saysNothing() {
            return switch (reason) {
                case NOT_CURRENT, NO_LEASE, NOT_ADOPTED, RELEASED, SUPERSEDED, UNREACHABLE, BUSY -> true;
                case NOT_RUNNING, ALREADY_RUNNING, ADDRESS_IN_USE, NO_INTERFACE, NOT_LOOPBACK, NOT_STOPPED, INVALID,
                        SYSTEM, TIMEOUT ->
                    false;
            };
        }
    }

    /// Whether what was to be ended has ended. An epoch that the guard calls released was verified to be over: the answer
    /// to the request that ended it was lost.
    default boolean ended() {
        return switch (this) {
            case Done() -> true;
            case Failed(var why) -> false;
            case Refused(var reason, var why) -> reason == Reason.RELEASED;
        };
    }

    /// Why it was not done; empty when it was.
    default String why() {
        return switch (this) {
            case Done() -> "";
            case Failed(var why) -> why;
            case Refused(var reason, var why) -> why;
        };
    }
}
