package io.fci.guard;

/// Settings that the guard cannot run with; the sentence names the key, the value and the way out.
final class SettingsException extends Exception {
    SettingsException(String sentence) {
        super(sentence);
    }
}
