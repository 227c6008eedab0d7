package io.fci.guard.wire;

/// Bytes that are not a message of ours. The sentence says which rule they broke, for the counter and the log.
public final class WireException extends Exception {
    public WireException(String why) {
        super(why);
    }

    WireException(String why, Throwable cause) {
        super(why, cause);
    }
}
