package io.fci.cli;

/// A name that a person has to type, because a wrong one would do harm that nothing else would notice.
final class TypedName {
    private TypedName() {}

    /// @param instead the option that scripts give
    static void require(Terminal terminal, String name, String question, String instead) {
        var typed = terminal.ask(question).orElseThrow(() -> new IllegalArgumentException(
                "nobody is at the terminal to be asked; give " + instead));
        if (!typed.strip().equals(name)) {
            throw new IllegalArgumentException("'" + typed.strip() + "' is not '" + name + "'; nothing was done");
        }
    }
}
