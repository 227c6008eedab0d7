package io.fci.codec.api;

import com.google.protobuf.Timestamp;

/// Wall times for people.
public final class Times {
    private Times() {}

    static Timestamp of(long wallMillis) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(wallMillis, 1_000L))
                .setNanos((int) Math.floorMod(wallMillis, 1_000L) * 1_000_000)
                .build();
    }

    /// Of a time that a caller gave; one that is out of the range of the calendar is as far away as can be.
    public static long millis(Timestamp time) {
        try {
            return Math.addExact(Math.multiplyExact(time.getSeconds(), 1_000L), time.getNanos() / 1_000_000);
        } catch (ArithmeticException e) {
            return time.getSeconds() < 0 ? 0 : Long.MAX_VALUE;
        }
    }
}
