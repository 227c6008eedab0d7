package io.fci.guard.seal;

/// A cluster key that cannot be used, in one sentence for whoever named it.
public final class KeyException extends Exception {
    KeyException(String message) {
        super(message);
    }
}
