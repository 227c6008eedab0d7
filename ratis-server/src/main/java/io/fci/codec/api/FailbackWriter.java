package io.fci.codec.api;

import io.fci.core.state.Failback;
import io.fci.v1.FailbackPolicy;
import io.fci.v1.FailbackPolicy.Mode;

/// When a group goes back, as the API shows it.
final class FailbackWriter {
    private FailbackWriter() {}

    static FailbackPolicy write(Failback failback) {
        var message = FailbackPolicy.newBuilder()
                .setMode(switch (failback.mode()) {
                    case NEVER -> Mode.MODE_NEVER;
                    case IMMEDIATE -> Mode.MODE_IMMEDIATE;
                    case IN_WINDOW -> Mode.MODE_IN_WINDOW;
                })
                .setStableFor(Durations.of(failback.stableMillis()));
        failback.window().ifPresent(window -> message.setWindowStart(time(window.start()))
                .setWindowEnd(time(window.end()))
                .setTimeZone(window.zone()));
        return message.build();
    }

    private static String time(int minute) {
        return "%02d:%02d".formatted(minute / 60, minute % 60);
    }
}
