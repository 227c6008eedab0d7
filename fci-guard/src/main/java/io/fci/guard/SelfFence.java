package io.fci.guard;

import io.fci.guard.linux.Self;
import java.io.IOException;

/// What a node does to itself when it cannot prove that everything of a lost incarnation is gone. Never returns.
final class SelfFence {
    enum Kind {
        /// End the guard, so that the launcher ends every group.
        KILL,
        /// Restart the machine, and end the guard if even that fails.
        REBOOT
    }

    static final int EXIT = 70;

    private final Kind kind;

    SelfFence(Kind kind) {
        this.kind = kind;
    }

    /// Called by the thread that found out. The line on stderr is tried for a moment only: the fence does not wait for a
    /// reader of a log.
    void fence(String why) {
        var line = Thread.ofPlatform().daemon().name("last words")
                .start(() -> System.err.println("fci-guard: SAFETY MARGIN EXCEEDED, fencing this node: " + why));
        try {
            line.join(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        switch (kind) {
            case KILL -> Runtime.getRuntime().halt(EXIT);
            case REBOOT -> {
                try {
                    Self.restartMachine();
                } catch (IOException e) {
                    System.err.println("fci-guard: this machine does not restart: " + e.getMessage());
                }
                Runtime.getRuntime().halt(EXIT);
            }
        }
    }
}
