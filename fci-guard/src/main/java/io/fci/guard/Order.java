package io.fci.guard;

import io.fci.guard.hands.Teardown;
import io.fci.guard.wire.HandsAnswer;
import io.fci.guard.wire.HandsRequest;
import io.fci.guard.wire.Standing;
import java.util.List;
import java.util.function.Consumer;

/// What other threads tell the lease thread, in order, through its one inbox.
sealed interface Order {
    /// A daemon said hello: from now on this line commands, and no older one.
    record Connected(DaemonLine line) implements Order {}

    /// The line ended.
    record Disconnected(DaemonLine line, String why) implements Order {}

    record Adopt(DaemonLine line, HandsRequest.Adopt request, Consumer<HandsAnswer> reply) implements Order {}

    record View(DaemonLine line, List<Standing> view) implements Order {}

    record Ask(DaemonLine line, String node, long k) implements Order {}

    record Revoke(DaemonLine line, String node, long k) implements Order {}

    /// The hands verified that nothing is left.
    record TornDown(Teardown.Report report) implements Order {}

    /// The guard is to stop: give up the lease, say so, and run `stopped`.
    record Stop(Runnable stopped) implements Order {}
}
