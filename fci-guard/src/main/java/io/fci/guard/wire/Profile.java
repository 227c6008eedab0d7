package io.fci.guard.wire;

import java.util.Locale;
import java.util.Optional;

/// How fast a cluster notices and acts: the four times of the lease.
///
/// A holder renews every `renewMillis` and gives up `leaseMillis` after the send time of its newest majority-acknowledged
/// renewal; everything of it is gone `reactionMillis` later. An acceptor waits [#acceptorWaitNanos] after it processed
/// a renewal before it may say that the holder is silent.
public enum Profile {
    FAST(25, 150, 60, true), LAN(50, 300, 100, true), RELAXED(200, 2_000, 300, false), SAFE(500, 4_000, 1_000,
            false), WAN(1_000, 8_000, 2_000, false);

    /// No two clocks of the cluster differ in rate by more than this (NTP slews at most 5e-4, crystals are off by 1e-4).
    public static final double RATE_BOUND = 1e-3;

    /// The coarsest step of a clock that is read here, added once to what an acceptor waits.
    public static final long GRANULE_NANOS = 1_000_000;

    private static final long NANOS = 1_000_000;

    private final int renewMillis;
    private final int leaseMillis;
    private final int reactionMillis;
    private final boolean needsRealTime;

    Profile(int renewMillis, int leaseMillis, int reactionMillis, boolean needsRealTime) {
        this.renewMillis = renewMillis;
        this.leaseMillis = leaseMillis;
        this.reactionMillis = reactionMillis;
        this.needsRealTime = needsRealTime;
    }

    /// H: a renewal is sent this often.
    public long renewNanos() {
        return renewMillis * NANOS;
    }

    /// D: the lease ends this long after the send time of the newest renewal that a majority acknowledged.
    public long leaseNanos() {
        return leaseMillis * NANOS;
    }

    /// M: within this after the end of the lease everything of the incarnation is gone, or the node fences itself.
    public long reactionNanos() {
        return reactionMillis * NANOS;
    }

    /// D': (D + M)(1 + r)/(1 - r) plus one granule. The whole safety of time rests on this being no smaller.
    public long acceptorWaitNanos() {
        return (long) Math.ceil((leaseNanos() + reactionNanos()) * ((1 + RATE_BOUND) / (1 - RATE_BOUND)))
                + GRANULE_NANOS;
    }

    /// Whether the times of this profile can be kept only by a guard that the kernel schedules before others.
    public boolean needsRealTime() {
        return needsRealTime;
    }

    /// The name in settings and status: lower case.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Profile> ofWord(String word) {
        for (var profile : values()) {
            if (profile.word().equals(word)) {
                return Optional.of(profile);
            }
        }
        return Optional.empty();
    }
}
