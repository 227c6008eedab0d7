package io.fci.cli;

import java.io.Console;
import java.io.PrintWriter;

/// Where the command writes.
///
/// @param decorated a person at a terminal reads it: marks and repainting are welcome
record Terminal(PrintWriter out, PrintWriter err, boolean decorated) {
    private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

    static Terminal ofProcess() {
        Console console = System.console();
        return new Terminal(new PrintWriter(System.out, true), new PrintWriter(System.err, true),
                console != null && console.isTerminal());
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
