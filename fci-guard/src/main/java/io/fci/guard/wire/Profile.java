package io.fci.guard.wire;

import java.util.List;
import java.util.Optional;

/// How fast a node's lease is noticed to end, and acted upon: the times of the lease. There are five by name; a node may
/// have numbers of its own instead of those of the profile that it names.
///
/// A holder renews every `renewMillis` and gives up `leaseMillis` after the send time of its newest majority-acknowledged
/// renewal; everything of it is gone `reactionMillis` later. An acceptor waits [#acceptorWaitNanos] after it processed
/// a renewal before it may say that the holder is silent, by the numbers of the holder: so each node may have its own.
///
/// @param name of the profile, lower case; elections go by it
public record Profile(String name, int renewMillis, int leaseMillis, int reactionMillis) {
    /// No two clocks of the cluster differ in rate by more than this (NTP slews at most 5e-4, crystals are off by 1e-4).
    public static final double RATE_BOUND = 1e-3;

    /// The coarsest step of a clock that is read here, added once to what an acceptor waits.
    public static final long GRANULE_NANOS = 1_000_000;

    private static final int LEAST_RENEW = 10;
    private static final int MOST_RENEW = 1_000;
    private static final int RENEWALS = 4;
    private static final int LEAST_LEASE = 100;
    private static final int LEAST_REACTION = 50;
    private static final int MOST_TOGETHER = 10_000;
    private static final int LEAST_ORDINARY_LEASE = 1_000;
    private static final long NANOS = 1_000_000;

    public static final Profile FAST = new Profile("fast", 25, 150, 60);
    public static final Profile LAN = new Profile("lan", 50, 300, 100);
    public static final Profile RELAXED = new Profile("relaxed", 200, 2_000, 300);
    public static final Profile SAFE = new Profile("safe", 500, 4_000, 1_000);
    public static final Profile WAN = new Profile("wan", 1_000, 8_000, 2_000);

    private static final List<Profile> VALUES = List.of(FAST, LAN, RELAXED, SAFE, WAN);

    public Profile {
        if (!name.matches("[a-z]{1,16}")) {
            throw new IllegalArgumentException("profile '" + name + "' is not a name");
        }
        broken(renewMillis, leaseMillis, reactionMillis).ifPresent(sentence -> {
            throw new IllegalArgumentException(sentence);
        });
    }

    /// Those with a name, the fastest first.
    public static List<Profile> values() {
        return VALUES;
    }

    public static Optional<Profile> ofWord(String word) {
        return VALUES.stream().filter(profile -> profile.name.equals(word)).findFirst();
    }

    /// Which bound such numbers break and by how much, if they do.
    public static Optional<String> broken(int renewMillis, int leaseMillis, int reactionMillis) {
        if (renewMillis < LEAST_RENEW) {
            return Optional.of(tooLittle("renew", renewMillis, LEAST_RENEW, "the guard looks up every 10 ms"));
        }
        if (renewMillis > MOST_RENEW) {
            return Optional.of(tooMuch("renew", renewMillis, MOST_RENEW,
                    "an acceptor that stood still waits two of that for a node that it has not heard"));
        }
        if (leaseMillis < LEAST_LEASE) {
            return Optional.of(tooLittle("lease", leaseMillis, LEAST_LEASE, "the kernel's gate closes 20 ms early"));
        }
        if (leaseMillis < RENEWALS * (long) renewMillis) {
            return Optional.of(tooLittle("lease", leaseMillis, RENEWALS * renewMillis,
                    "four renewals of " + renewMillis + " ms, of which three may be lost"));
        }
        if (reactionMillis < LEAST_REACTION) {
            return Optional.of(tooLittle("reaction", reactionMillis, LEAST_REACTION,
                    "the launcher acts in steps of 10 ms, and what it kills needs time to die"));
        }
        if (leaseMillis + (long) reactionMillis > MOST_TOGETHER) {
            return Optional.of(tooMuch("lease and reaction together", leaseMillis + (long) reactionMillis,
                    MOST_TOGETHER, "an acceptor that never heard a node waits no longer for it"));
        }
        return Optional.empty();
    }

    private static String tooLittle(String what, long is, long least, String why) {
        return what + " is " + is + " ms and must be at least " + least + " ms (" + why + "): " + (least - is)
                + " ms too little";
    }

    private static String tooMuch(String what, long is, long most, String why) {
        return what + " is " + is + " ms and must be at most " + most + " ms (" + why + "): " + (is - most)
                + " ms too much";
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

    /// Whether these times can be kept only by a guard that the kernel schedules before others.
    public boolean needsRealTime() {
        return leaseMillis < LEAST_ORDINARY_LEASE;
    }

    /// In status: the name, and the numbers where they are not those of that name.
    public String word() {
        return VALUES.contains(this)
                ? name
                : name + " with renew " + renewMillis + " ms, lease " + leaseMillis + " ms, reaction " + reactionMillis
                        + " ms";
    }
}
