package io.fci.guard;

import io.fci.guard.wire.Profile;
import java.io.IOException;
import java.util.Optional;

/// Restarts this machine unless it is petted. The lease thread says until when it may be petted and never waits for it.
interface Watchdog {
    /// Nothing restarts this machine.
    Watchdog NONE = new Watchdog() {
        @Override
        public void freshUntil(long nanos) {}

        @Override
        public void starve() {}

        @Override
        public void disarm() {}
    };

    /// It may be petted until then, of the boot-time clock: either because a majority acknowledged a renewal that was sent at
    /// most a renewal interval before, or because this node holds nothing that a lease is needed for. Does not block.
    void freshUntil(long nanos);

    /// It must not be petted before the next [#freshUntil]. Does not block.
    void starve();

    /// Everything is stopped, verified, and this guard ends: the machine need not restart.
    void disarm() throws IOException;

    /// The machine restarts at most H + W after the renewal that the last lease counts from; so it is in time when that is
    /// within D + M. A sentence for people when it is not.
    static Optional<String> uncovered(Profile profile, int timeoutSeconds) {
        long restarted = profile.renewNanos() + timeoutSeconds * 1_000_000_000L;
        long taken = profile.leaseNanos() + profile.reactionNanos();
        return restarted <= taken
                ? Optional.empty()
                : Optional.of("not covered by the watchdog: it restarts this machine up to "
                        + restarted / 1_000_000 + " ms after the last renewal, and profile " + profile.word()
                        + " lets other nodes take over after " + taken / 1_000_000 + " ms");
    }
}
