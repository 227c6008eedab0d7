package io.fci.guard;

import io.fci.guard.linux.Self;
import java.io.IOException;
import java.util.function.IntConsumer;

/// What a node does to itself when it cannot prove that everything of a lost incarnation is gone. Never returns.
final class SelfFence {
    enum Kind {
        /// End the guard, so that the launcher ends every group. Ends nothing that the guard could not end.
        KILL,
        /// Restart the machine, and end the guard if even that fails.
        REBOOT,
        /// Let the watchdog restart the machine.
        WATCHDOG;

        /// Whether it ends what not even a kill ends.
        boolean restartsTheMachine() {
            return switch (this) {
                case KILL -> false;
                case REBOOT, WATCHDOG -> true;
            };
        }
    }

    static final int EXIT = 70;

    /// Restarts the machine at once.
    interface Restart {
        void now() throws IOException;
    }

    private final Kind kind;
    private final Watchdog watchdog;
    private final Restart restart;
    private final IntConsumer halt;

    SelfFence(Kind kind, Watchdog watchdog) {
        this(kind, watchdog, Self::restartMachine, status -> Runtime.getRuntime().halt(status));
    }

    /// @param halt ends this process at once, without its shutdown hooks, so that an armed watchdog stays armed
    SelfFence(Kind kind, Watchdog watchdog, Restart restart, IntConsumer halt) {
        this.kind = kind;
        this.watchdog = watchdog;
        this.restart = restart;
        this.halt = halt;
    }

    Kind kind() {
        return kind;
    }

    /// Called by the thread that found out. The line on stderr is tried for a moment only: the fence does not wait for a
    /// reader of a log.
    void fence(String why) {
        watchdog.starve();
        var line = Thread.ofPlatform().daemon().name("last words")
                .start(() -> System.err.println("fci-guard: SAFETY MARGIN EXCEEDED, fencing this node: " + why));
        try {
            line.join(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        switch (kind) {
            case KILL -> halt.accept(EXIT);
            case REBOOT -> {
                try {
                    restart.now();
                } catch (IOException e) {
                    System.err.println("fci-guard: this machine does not restart: " + e.getMessage());
                }
                halt.accept(EXIT);
            }
            // It goes on counting without this guard. The next one arms it anew only after it has found nothing left.
            case WATCHDOG -> halt.accept(EXIT);
        }
    }
}
