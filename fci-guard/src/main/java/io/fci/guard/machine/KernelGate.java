package io.fci.guard.machine;

import io.fci.guard.linux.BootClock;
import io.fci.guard.linux.NfTables;
import io.fci.guard.linux.SystemCallException;
import io.fci.guard.linux.NfTables.Change;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Keeps the gate as open as the lease allows, on a thread of its own: the lease thread leaves the deadline here and goes
/// on. Whatever happens to this thread, the kernel closes the gate at the deadline that it was given last.
///
/// A renewal only prolongs what is still open (see [GateRules#renew]). So a guard that is frozen in the middle of one, and
/// thaws after its lease, opens nothing. To open a closed gate happens once in an incarnation, and is checked against the
/// clock afterwards.
final class KernelGate implements Gate {
    /// The kernel's timers are late by up to a tick (10 ms at most), and a renewal takes time.
    static final long MARGIN_NANOS = 20_000_000;

    /// A renewal that took longer than this gave its time away: the timeout counts from its end.
    private static final long LATE_NANOS = 8_000_000;
    private static final long LEAST_MILLIS = 1;
    private static final long CLOSED = Long.MIN_VALUE;

    private final GateTables tables;
    private final NfTables netlink;
    private final Consumer<String> notes;
    private final Thread thread;
    private volatile long wanted = CLOSED;
    private volatile boolean removed;

    // Of the gate's thread alone.
    private boolean open;
    private boolean failing;

    KernelGate(GateTables tables, Consumer<String> notes) throws SystemCallException {
        this.tables = tables;
        this.notes = notes;
        netlink = NfTables.open();
        thread = Thread.ofPlatform().daemon().name("gate").start(this::run);
    }

    @Override
    public void openUntil(long deadlineNanos) {
        long until = deadlineNanos - MARGIN_NANOS;
        if (until != wanted) {
            wanted = until;
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void close() {
        wanted = CLOSED;
        LockSupport.unpark(thread);
    }

    @Override
    public void forgetAddresses() {
        tables.uncoverAll();
    }

    @Override
    public void remove() throws IOException {
        removed = true;
        tables.remove();
    }

    private void run() {
        // Closed first, whatever is there; and the first calls, which are slow, are made before a lease depends on them.
        long done = 0;
        while (!removed) {
            long until = wanted;
            if (until == done) {
                LockSupport.park(this);
                continue;
            }
            done = until;
            try {
                set(until);
                if (failing) {
                    failing = false;
                    notes.accept("the gate of group addresses works again");
                }
            } catch (IOException e) {
                open = false;
                if (!failing && !removed) {
                    failing = true;
                    notes.accept(
                            "the gate of group addresses does not obey, their traffic may stop: " + e.getMessage());
                }
            }
        }
    }

    private void set(long until) throws IOException {
        if (until == CLOSED) {
            shut();
            return;
        }
        if (open) {
            try {
                hold(GateRules.renew(tables.frames()), until);
                return;
            } catch (SystemCallException e) {
                if (e.errno() != SystemCallException.ENOENT) {
                    throw e;
                }
                open = false; // It closed by itself as this came late; or somebody took the tables away.
            }
        }
        try {
            hold(GateRules.open(tables.frames()), until);
        } catch (SystemCallException e) {
            if (e.errno() != SystemCallException.ENOENT) {
                throw e;
            }
            tables.restore();
            hold(GateRules.open(tables.frames()), until);
        }
    }

    /// The timeout counts from when the kernel handles it, which is later than the clock was read, by any time at all if
    /// this guard was frozen in between. Then it is set again from the time of now.
    private void hold(List<Change> changes, long until) throws IOException {
        while (true) {
            long start = BootClock.now();
            long millis = (until - start) / 1_000_000;
            if (millis < LEAST_MILLIS || wanted == CLOSED) {
                shut();
                return;
            }
            netlink.apply(changes, millis);
            open = true;
            if (BootClock.now() - start <= LATE_NANOS) {
                return;
            }
        }
    }

    private void shut() throws IOException {
        open = false;
        netlink.apply(GateRules.close(tables.frames()), 0);
    }
}
