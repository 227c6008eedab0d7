package io.fci.hands;

import java.util.Map;
import java.util.TreeMap;

/// The hands did not do what they were asked; the message is a sentence for people that names the thing and the way out.
public final class HandsRefused extends Exception {
    /// For programs. Everything but [#TIMEOUT] and [#UNREACHABLE] means: not done.
    public enum Reason {
        /// The incarnation is not the one that the guard holds, or ever will again.
        NOT_CURRENT,
        /// The incarnation is current, but its lease is not valid at this moment.
        NO_LEASE,
        /// This epoch of the group was closed.
        RELEASED,
        /// This epoch was not opened, or the resource has no process here.
        NOT_RUNNING,
        ALREADY_RUNNING,
        ADDRESS_IN_USE,
        NO_INTERFACE,
        NOT_LOOPBACK,
        /// Something of the epoch is still there: the fact `what` says what.
        NOT_STOPPED,
        /// The guard still tears down the last incarnation, or this adoption is not for this guard.
        NOT_ADOPTED,
        BUSY,
        INVALID,
        SYSTEM,
        /// A newer daemon of this node is connected to the guard: this one knows nothing of what the guard holds.
        SUPERSEDED,
        /// No answer in time: maybe done. The lease and the epoch still fence whatever comes of it.
        TIMEOUT,
        /// The connection to the guard ended or there is none: maybe done, and everything is being torn down.
        UNREACHABLE
    }

    private final Reason reason;
    private final Map<String, String> facts;

    public HandsRefused(Reason reason, String sentence, Map<String, String> facts) {
        super(sentence);
        this.reason = reason;
        this.facts = new TreeMap<>(facts);
    }

    public Reason reason() {
        return reason;
    }

    /// The words of the sentence by name, such as `mac` for [Reason#ADDRESS_IN_USE].
    public Map<String, String> facts() {
        return Map.copyOf(facts);
    }
}
