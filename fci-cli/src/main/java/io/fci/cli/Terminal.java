package io.fci.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.Function;

/// Where the command writes.
///
/// @param decorated a person at a terminal reads it: marks and repainting are welcome
/// @param person answers questions; empty: nobody is there
record Terminal(PrintWriter out, PrintWriter err, boolean decorated, Function<String, Optional<String>> person) {
    private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

    /// Where nobody answers.
    Terminal(PrintWriter out, PrintWriter err, boolean decorated) {
        this(out, err, decorated, question -> Optional.empty());
    }

    Optional<String> ask(String question) {
        return person.apply(question);
    }

    static Terminal ofProcess() {
        Console console = System.console();
        return new Terminal(new PrintWriter(System.out, true), new PrintWriter(System.err, true),
                console != null && console.isTerminal(), question -> console != null && console.isTerminal()
                        ? Optional.ofNullable(console.readLine("%s", question))
                        : Optional.empty());
    }

    void line(String text) {
        out.println(text);
        out.flush();
    }

    /// Starts a new picture: on a terminal in place of the last one.
    void repaint() {
        out.print(decorated ? CLEAR : "\n");
    }

    String mark(boolean good) {
        return decorated ? good ? "✓ " : "✗ " : "";
    }

    /// Nobody reads any more (`fci status -w | head`).
    boolean broken() {
        return out.checkError();
    }

    void error(String sentence) {
        err.println("error: " + sentence);
        err.flush();
    }

    void note(String sentence) {
        err.println(sentence);
        err.flush();
    }
}
