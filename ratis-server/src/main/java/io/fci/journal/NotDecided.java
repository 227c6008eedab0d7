package io.fci.journal;

/// A proposal or a barrier got no outcome. Tells "not done" from "maybe done" by type, because only the first may be
/// repeated without a request id.
public abstract sealed class NotDecided extends Exception {
    private static final long serialVersionUID = 1L;

    private NotDecided(String message) {
        super(message);
    }

    /// Nothing was appended anywhere: safe to try again.
    public static final class NotDone extends NotDecided {
        private static final long serialVersionUID = 1L;

        public NotDone(String why) {
            super(why);
        }
    }

    /// It may be in the log and may take effect now or later: ask again with the same request id.
    public static final class MaybeDone extends NotDecided {
        private static final long serialVersionUID = 1L;

        public MaybeDone(String why) {
            super(why);
        }
    }
}
