package io.fci.guard;

import io.fci.guard.linux.PipeEnd;
import io.fci.guard.wire.Profile;
import java.util.Optional;

/// What the guard says to its launcher: until when the launcher may let the groups live without hearing more. So they end
/// in time also when this guard is frozen or hangs. Used by the lease thread only; never blocks.
///
/// `D T`: end the groups at T, unless a later line says otherwise. T is in hundredths of a second of `/proc/uptime`, which
/// is the guard's own clock as a shell can read it, and is absolute: a line that is read late extends nothing.
/// `Q`: nothing is held. `A`: nothing new, said about once a second. A guard that holds nothing and says nothing for some
/// seconds is taken for stuck and replaced.
///
/// T lies behind the deadline of the lease by a tenth of what the profile allows for the end of everything: on a machine
/// whose processors are all busy, a killed process itself needs most of that to get its turn and die. A guard that is
/// alive ends the groups itself, at the deadline; one that is late by a moment may find that its lease was renewed in
/// time.
final class LauncherLine {
    private static final long HUNDREDTH_NANOS = 10_000_000;
    private static final int PART_OF_REACTION = 10;

    private static final long ALIVE_NANOS = 1_000_000_000;

    private final Optional<PipeEnd> pipe;
    private final long marginNanos;
    private long newest;
    private long nextAlive;
    private boolean gone;
    // Written by the lease thread alone, read by others.
    private volatile long unsaid;

    /// @param pipe empty: nobody started this guard who would listen
    LauncherLine(Optional<PipeEnd> pipe, Profile profile) {
        this.pipe = pipe;
        this.marginNanos = profile.reactionNanos() / PART_OF_REACTION;
    }

    /// The lease ends at `deadlineNanos` of the boot-time clock.
    void heldUntil(long deadlineNanos) {
        long hundredths = hundredths(deadlineNanos + marginNanos);
        if (hundredths == newest) {
            return;
        }
        newest = hundredths;
        pipe.ifPresent(to -> count(to.write('D', hundredths)));
    }

    /// Nothing runs, and nothing will before the next [#heldUntil].
    void nothingHeld() {
        newest = 0;
        pipe.ifPresent(to -> count(to.write('Q')));
    }

    /// Called in every round of the lease thread.
    void alive(long now) {
        if (now >= nextAlive) {
            nextAlive = now + ALIVE_NANOS;
            pipe.ifPresent(to -> count(to.write('A')));
        }
    }

    /// How many lines were lost: the launcher does not read.
    long unsaid() {
        return unsaid;
    }

    /// Whether the launcher has ended. While a lease is held, that is known within one renewal, otherwise within a second.
    boolean gone() {
        return gone;
    }

    private void count(PipeEnd.Written written) {
        gone |= written == PipeEnd.Written.UNHEARD;
        if (written != PipeEnd.Written.DONE) {
            unsaid = unsaid + 1;
        }
    }

    /// The first reading of `/proc/uptime`, which is rounded down, that is not before `nanos`.
    static long hundredths(long nanos) {
        return Math.ceilDiv(nanos, HUNDREDTH_NANOS);
    }
}
