package io.fci.core.state;

import java.util.Locale;
import java.util.regex.Pattern;

/// The alphabets of names. One place, because the same rule is checked at the API and again when a command is applied.
public final class Names {
    /// Longest name of a group, node or resource: a DNS label (RFC 1035), because names end up in DNS and in cgroups.
    public static final int MAX_LABEL = 63;

    /// Longest published name without the final dot (RFC 1035).
    public static final int MAX_FQDN = 253;

    private static final Pattern LABEL = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private Names() {}

    /// Whether the text may name a group, node or resource.
    public static boolean isLabel(String text) {
        return LABEL.matcher(text).matches();
    }

    /// Throws with the value and the rule when the text may not name a group, node or resource.
    static void requireLabel(String what, String text) {
        if (!isLabel(text)) {
            throw new IllegalArgumentException(labelRule(what, text));
        }
    }

    /// One sentence: the value and the rule it breaks.
    public static String labelRule(String what, String text) {
        if (text.isEmpty()) {
            return "the " + what + " name is empty; give 1 to 63 characters a-z, 0-9 and '-', beginning with a letter";
        }
        return what + " name '" + abbreviate(text)
                + "' is not valid: use 1 to 63 characters a-z, 0-9 and '-', beginning"
                + " with a letter and not ending with '-'";
    }

    /// Case folded, without a final dot: names in DNS are equal when their folded forms are.
    public static String foldFqdn(String fqdn) {
        var folded = fqdn.toLowerCase(Locale.ROOT);
        return folded.endsWith(".") ? folded.substring(0, folded.length() - 1) : folded;
    }

    /// Whether the folded text is a host name of at least two labels.
    public static boolean isFqdn(String folded) {
        if (folded.length() > MAX_FQDN) {
            return false;
        }
        var labels = folded.split("\\.", -1);
        if (labels.length < 2) {
            return false;
        }
        for (var label : labels) {
            if (!DNS_LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return true;
    }

    /// A value for a sentence: an over-long one is cut, so that a refusal stays readable.
    public static String abbreviate(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "... (" + text.length() + " characters)";
    }
}
