package io.fci.guard.machine;

import java.io.IOException;

/// The kernel's own hold on group addresses: without a word from the guard it lets nothing in or out under them. The guard
/// may be frozen, late or gone; the gate closes at the time it was last told, by the kernel's timer.
public interface Gate {
    /// The lease was renewed until this moment of the boot clock: open until shortly before. Called by the lease thread;
    /// never blocks.
    void openUntil(long deadlineNanos);

    /// The lease is over: closed as soon as may be. Called by the lease thread; never blocks.
    void close();

    /// Every address is gone, also those that the kernel took away by itself: none is held back any more. May wait for the
    /// kernel's lock of the packet filter, which other software holds as long as it likes; so no teardown does before it
    /// has verified its end.
    void forgetAddresses();

    /// Takes the gate away for good, when nothing is left that it could hold back.
    void remove() throws IOException;
}
