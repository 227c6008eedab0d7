package io.fci.sim;

import java.util.function.Consumer;

/// The device that turns one machine off. It takes its time, does not answer, refuses, or says that it is done and turns the
/// machine off later; what it says when it is asked for the state is true.
final class PowerSwitch {
    private static final long HANGS = 10 * Timeline.SECOND;

    private final World world;
    private final Host host;

    PowerSwitch(World world, Host host) {
        this.world = world;
        this.host = host;
    }

    /// @param answer whether it says that it did
    void off(Consumer<Boolean> answer) {
        if (world.isDeserted()) {
            world.time.after(HANGS, () -> answer.accept(false));
            return;
        }
        var dice = world.extras;
        long quick = dice.delay(300 * Timeline.MILLI, 4 * Timeline.SECOND);
        switch (dice.roll(6)) {
            case 0 -> world.time.after(dice.between(0, HANGS), () -> answer.accept(false));
            case 1 -> {
                // It works, and nobody is told.
                world.time.after(quick, this::cut);
                world.time.after(HANGS, () -> answer.accept(false));
            }
            case 2, 3 -> {
                world.time.after(quick, () -> answer.accept(true));
                world.time.after(quick + dice.delay(2 * Timeline.SECOND, 9 * Timeline.SECOND), this::cut);
            }
            default -> world.time.after(quick, () -> {
                cut();
                world.time.after(dice.delay(100 * Timeline.MILLI, 2 * Timeline.SECOND), () -> answer.accept(true));
            });
        }
    }

    /// Somebody turns it on again.
    private void cut() {
        if (host.isUp()) {
            world.note(host + " is turned off");
            host.wake();
            host.crash();
            world.time.after(world.extras.between(3 * Timeline.SECOND, 8 * Timeline.SECOND), host::boot);
        }
    }

    /// A person looks before they say anything.
    void pull() {
        cut();
    }

    boolean isOff() {
        return !host.isUp();
    }
}
