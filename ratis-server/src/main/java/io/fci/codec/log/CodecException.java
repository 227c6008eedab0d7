package io.fci.codec.log;

/// Bytes that are not what they should be. The message names the field, from the outermost message inwards.
///
/// Unchecked, because decoding is deep; every entry point of this package says that it throws it, and nothing else.
public final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CodecException(String message) {
        super(message);
    }

    CodecException(String message, Throwable cause) {
        super(message, cause);
    }
}
