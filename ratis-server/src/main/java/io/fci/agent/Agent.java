package io.fci.agent;

import io.fci.hands.HandsRefused;

/// The life of one resource under one ownership. Calls block for a bounded time and are made one at a time, each on a
/// thread of its own that may be interrupted: then the agent gives up soon, and `stop` follows.
public interface Agent {
    /// Brings the resource online. When it returns, the resource serves.
    void start() throws AgentFailed, HandsRefused, InterruptedException;

    /// Whether a start leaves something open that the first check is to settle at once.
    default boolean leavesDoubt() {
        return false;
    }

    /// Stops the resource; idempotent, also after a start that failed half way.
    void stop() throws AgentFailed, HandsRefused, InterruptedException;

    /// Throws when the resource does not serve any more.
    void check() throws AgentFailed, HandsRefused, InterruptedException;
}
