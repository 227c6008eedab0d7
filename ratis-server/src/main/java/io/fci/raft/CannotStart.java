package io.fci.raft;

/// Why this node's replica does not start: one sentence that names the thing and the way out. The process must end then,
/// since Ratis leaves threads and a locked directory behind.
public final class CannotStart extends Exception {
    private static final long serialVersionUID = 1L;

    CannotStart(String sentence) {
        super(sentence);
    }

    CannotStart(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
