package io.fci.codec.api;

import com.google.protobuf.Timestamp;

/// Wall times for people.
final class Times {
    private Times() {}

    static Timestamp of(long wallMillis) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(wallMillis, 1_000L))
                .setNanos((int) Math.floorMod(wallMillis, 1_000L) * 1_000_000)
                .build();
    }
}
