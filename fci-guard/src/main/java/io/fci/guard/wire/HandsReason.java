package io.fci.guard.wire;

/// Why the guard did not do what it was asked. The sentence beside it is for people; this is for programs.
public enum HandsReason {
    /// The incarnation is not the one that this guard holds or ever will again.
    NOT_CURRENT,
    /// The incarnation is current, but its lease is not valid at this moment.
    NO_LEASE,
    /// This epoch of the group was closed; nothing is done for it any more.
    RELEASED,
    /// This epoch of the group was not opened, or the resource has no process here.
    NOT_RUNNING,
    /// The resource already has a main process.
    ALREADY_RUNNING,
    /// Another machine, another group or this machine's own configuration has the address.
    ADDRESS_IN_USE,
    /// No interface of this node is in the address's network.
    NO_INTERFACE,
    /// In the loopback variant addresses outside 127/8 are refused.
    NOT_LOOPBACK,
    /// Something of the epoch is still there.
    NOT_STOPPED,
    /// The teardown of the last incarnation has not ended; or a later one was adopted.
    NOT_ADOPTED,
    /// Too much is in progress; nothing was done.
    BUSY,
    /// The request names something that does not exist, such as a user.
    INVALID,
    /// The operating system refused; the sentence has its words.
    SYSTEM,
    /// A newer daemon is connected: whoever asked commands nothing any more, and knows nothing of what the guard holds.
    SUPERSEDED
}
