package io.fci.cli;

import java.util.ArrayList;
import java.util.List;

/// Splits a line into words as a POSIX shell does, and does nothing else that a shell does: no variables, no globs, no pipes.
/// Words are separated by blanks; inside '...' everything is itself; inside "..." a backslash takes away the meaning of '"'
/// and '\'; outside quotes of any character.
final class ShellWords {
    private ShellWords() {}

    /// @throws IllegalArgumentException when a quote or a backslash has no counterpart; in one sentence
    static List<String> split(String line) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean begun = false;
        int at = 0;
        while (at < line.length()) {
            char c = line.charAt(at);
            switch (c) {
                case ' ', '\t', '\n', '\r' -> {
                    if (begun) {
                        words.add(word.toString());
                        word.setLength(0);
                        begun = false;
                    }
                    at++;
                }
                case '\'' -> {
                    begun = true;
                    int end = line.indexOf('\'', at + 1);
                    if (end < 0) {
                        throw unbalanced(c, at);
                    }
                    word.append(line, at + 1, end);
                    at = end + 1;
                }
                case '"' -> {
                    begun = true;
                    at = doubleQuoted(line, at, word);
                }
                case '\\' -> {
                    if (at + 1 == line.length()) {
                        throw new IllegalArgumentException("the command ends with a backslash; what does it escape?");
                    }
                    begun = true;
                    word.append(line.charAt(at + 1));
                    at += 2;
                }
                default -> {
                    begun = true;
                    word.append(c);
                    at++;
                }
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    /// @return where it goes on after the closing quote
    private static int doubleQuoted(String line, int open, StringBuilder word) {
        int at = open + 1;
        while (at < line.length()) {
            char c = line.charAt(at);
            if (c == '"') {
                return at + 1;
            }
            if (c == '\\' && at + 1 < line.length() && "\"\\".indexOf(line.charAt(at + 1)) >= 0) {
                at++;
            }
            word.append(line.charAt(at));
            at++;
        }
        throw unbalanced('"', open);
    }

    private static IllegalArgumentException unbalanced(char quote, int at) {
        return new IllegalArgumentException("the quote " + quote + " at position " + (at + 1)
                + " of the command is not closed");
    }
}
