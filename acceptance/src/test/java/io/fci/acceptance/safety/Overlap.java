package io.fci.acceptance.safety;

import java.util.Locale;

/// Two nodes that acted for the group at one time, or one that did after its successor had.
record Overlap(Witness witness, double millis, String sentence) {
    static Overlap between(Span old, Span next) {
        double millis = (old.last() - next.first()) / 1e6;
        return new Overlap(old.witness(), millis, String.format(Locale.ROOT,
                "%s: %s (epoch %d) still acted %.1f ms after %s (epoch %d) had begun", old.witness().words, old.node(),
                old.epoch(), millis, next.node(), next.epoch()));
    }
}
