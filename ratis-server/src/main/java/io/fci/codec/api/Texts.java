package io.fci.codec.api;

import io.fci.core.state.Names;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Free texts and small maps: bounded, because they end up in every snapshot, and without control characters, because they
/// end up on terminals.
final class Texts {
    static final int MOST_DESCRIPTION = 1_024;
    static final int MOST_LABELS = 64;
    static final int MOST_LABEL_VALUE = 256;

    private static final Pattern LABEL_KEY = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");

    private Texts() {}

    static String line(String field, String what, String text, int most) {
        if (text.length() > most) {
            throw Malformed.field(field, "the " + what + " has " + text.length() + " characters; the most is " + most);
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw Malformed.field(field, "the " + what + " has a control character; leave it out");
        }
        return text;
    }

    static SortedMap<String, String> labels(String field, Map<String, String> labels) {
        if (labels.size() > MOST_LABELS) {
            throw Malformed.field(field, "there are " + labels.size() + " labels; the most is " + MOST_LABELS);
        }
        for (var label : labels.entrySet()) {
            if (!LABEL_KEY.matcher(label.getKey()).matches()) {
                throw Malformed.field(field, "label key '" + Names.abbreviate(label.getKey())
                        + "' is not valid: use 1 to 63 letters, digits, '.', '_', '/' and '-', beginning and ending with a"
                        + " letter or a digit");
            }
            line(field + "." + label.getKey(), "value of label '" + label.getKey() + "'", label.getValue(),
                    MOST_LABEL_VALUE);
        }
        return new TreeMap<>(labels);
    }
}
