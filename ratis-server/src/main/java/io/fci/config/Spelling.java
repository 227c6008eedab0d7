package io.fci.config;

import java.util.Comparator;
import java.util.List;

/// How far two words are apart, to suggest what somebody may have meant.
final class Spelling {
    /// Longer words are compared by their beginning: the file may hold anything.
    private static final int LONGEST = 64;

    private Spelling() {}

    /// A word that was cut short is near, however much was cut.
    ///
    /// @param words at least one
    static String nearest(String word, List<String> words) {
        return words.stream()
                .min(Comparator.comparing((String known) -> !known.startsWith(word))
                        .thenComparingInt(known -> distance(word, known)))
                .orElseThrow();
    }

    /// Levenshtein's distance: how many letters to insert, delete or replace.
    static int distance(String a, String b) {
        var left = a.substring(0, Math.min(a.length(), LONGEST));
        var right = b.substring(0, Math.min(b.length(), LONGEST));
        var row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            var diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                var replace = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}
