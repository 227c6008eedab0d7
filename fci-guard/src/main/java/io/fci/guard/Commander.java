package io.fci.guard;

import io.fci.guard.wire.ToDaemon;
import java.util.Optional;

/// The daemon that commands this guard: the newest that connected. It is welcomed, and from then on told what happens, only
/// when the machine is clean: with its welcome it may propose that the last incarnation is over. Belongs to the lease thread.
final class Commander {
    static final long SILENCE_NANOS = 10_000_000_000L;

    private Optional<DaemonLine> line = Optional.empty();
    private boolean welcomed;
    /// The last teardown, while no daemon was told of it.
    private Optional<ToDaemon.TornDown> untold;

    /// @param found what an earlier guard left behind and this one ended, if anything
    Commander(Optional<ToDaemon.TornDown> found) {
        this.untold = found;
    }

    /// The one before commands no longer, and is told so.
    void connected(DaemonLine newer) {
        line.ifPresent(DaemonLine::supersede);
        line = Optional.of(newer);
        welcomed = false;
    }

    void disconnected() {
        line = Optional.empty();
    }

    boolean is(DaemonLine from) {
        return line.isPresent() && line.get() == from;
    }

    boolean isWelcomed() {
        return welcomed;
    }

    /// @param clean nothing of the last incarnation is left, and this guard will hold another one
    void welcome(boolean clean) {
        if (!welcomed && clean && line.isPresent()) {
            welcomed = true;
            line.get().welcome(untold);
            untold = Optional.empty();
        }
    }

    void tornDown(ToDaemon.TornDown report) {
        untold = Optional.of(report);
    }

    void tellTeardown() {
        if (welcomed && line.isPresent()) {
            untold.ifPresent(line.get()::send);
            untold = Optional.empty();
        }
    }

    void report(ToDaemon message) {
        if (welcomed) {
            line.ifPresent(to -> to.send(message));
        }
    }

    /// Also to one that was not welcomed yet: its groups are gone.
    void leaseLost(ToDaemon.LeaseLost message) {
        line.ifPresent(to -> to.send(message));
    }

    void alive() {
        if (welcomed) {
            line.ifPresent(DaemonLine::alive);
        }
    }

    /// Whether it said nothing for too long; then it commands no longer.
    boolean fellSilent(long now) {
        if (line.isEmpty() || now - line.get().heardNanos() < SILENCE_NANOS) {
            return false;
        }
        var silent = line.get();
        line = Optional.empty();
        silent.close("silent for " + SILENCE_NANOS / 1_000_000_000L + " s");
        return true;
    }
}
