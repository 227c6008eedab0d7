package io.fci.guard;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Pets a device on a thread of its own, because some are slow. Each time it looks first whether that is still allowed, and no
/// clock alone ever makes it pet. Petting less often than allowed only makes the machine restart sooner.
final class PettedWatchdog implements Watchdog {
    /// What is petted.
    interface Device {
        void pet() throws IOException;

        void disarm() throws IOException;
    }

    /// More often is no use: a device counts in seconds.
    private static final long INTERVAL_NANOS = 100_000_000;
    private static final long STARVED = Long.MIN_VALUE;

    private final Device device;
    private final LongSupplier clock;
    private final Consumer<String> notes;
    private final Thread thread;
    private volatile long freshUntil = STARVED;
    private volatile boolean over;

    // Of the petting thread alone.
    private long petted;
    private boolean failing;

    /// @param notes must not block
    PettedWatchdog(Device device, LongSupplier clock, Consumer<String> notes) {
        this.device = device;
        this.clock = clock;
        this.notes = notes;
        this.petted = clock.getAsLong() - INTERVAL_NANOS;
        thread = Thread.ofPlatform().daemon().name("watchdog").start(this::run);
    }

    @Override
    public void freshUntil(long nanos) {
        freshUntil = nanos;
        LockSupport.unpark(thread);
    }

    @Override
    public void starve() {
        freshUntil = STARVED;
    }

    @Override
    public void disarm() throws IOException {
        over = true;
        starve();
        device.disarm();
    }

    private void run() {
        while (!over) {
            long until = freshUntil;
            long now = clock.getAsLong();
            if (now <= until && now - petted >= INTERVAL_NANOS) {
                petted = now;
                pet();
            }
            LockSupport.park(this);
        }
    }

    private void pet() {
        try {
            device.pet();
            failing = false;
        } catch (IOException e) {
            if (!failing && !over) {
                notes.accept("the watchdog does not take it that this node is well, and may restart this machine: "
                        + e.getMessage());
            }
            failing = true;
        }
    }
}
