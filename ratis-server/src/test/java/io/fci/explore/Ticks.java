package io.fci.explore;

import io.fci.guard.wire.Profile;

/// Discrete time over the real numbers of a profile. All clocks read [#now] for ever: when time passes, what is
/// remembered moves into the past instead, so that two states that differ only in the date are one state.
///
/// The profile is the slowest, because an acceptor waits for a holder it never heard exactly as long as for one of that
/// profile; with faster ones it waits longer, which is safe and takes many more states.
///
/// @param nanos how long a tick is
record Ticks(long nanos) {
    static final Profile PROFILE = Profile.WAN;

    static Ticks ofSeconds(int seconds) {
        return new Ticks(seconds * 1_000_000_000L);
    }

    long now() {
        return 1_000 * nanos;
    }

    long ago(int ticks) {
        return now() - ticks * nanos;
    }

    /// After so many ticks a lease that was not renewed is lost.
    int lease() {
        return ticks(PROFILE.leaseNanos());
    }

    /// After so many ticks an acceptor's wait has run out.
    int acceptorWait() {
        return ticks(PROFILE.acceptorWaitNanos());
    }

    private int ticks(long duration) {
        return Math.toIntExact(Math.ceilDiv(duration, nanos));
    }
}
