package io.fci.codec.api;

/// Counts within bounds.
final class Numbers {
    private Numbers() {}

    static int within(String field, String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw Malformed.field(field, "the " + what + " is " + value + "; give " + least + " to " + most);
        }
        return value;
    }
}
