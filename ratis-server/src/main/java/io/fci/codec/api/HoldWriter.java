package io.fci.codec.api;

import io.fci.core.state.Hold;

/// Maintenance and locks as the API shows them.
final class HoldWriter {
    private HoldWriter() {}

    /// Its end is counted by a clock that stands still without a leader; the wall time of it is the nearest there is.
    static io.fci.v1.Hold write(Hold hold) {
        var message = io.fci.v1.Hold.newBuilder().setReason(hold.reason()).setBy(hold.by())
                .setSince(Times.of(hold.sinceWall()));
        hold.until().ifPresent(until -> message.setUntil(Times.of(hold.sinceWall() + until - hold.since())));
        return message.build();
    }
}
