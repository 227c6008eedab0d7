package io.fci.monitor;

import io.fci.guard.wire.LeaseHealth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is wrong on the lease plane, in words: from two reports of the guard, one after the other. What happened is said
/// for a minute, so that a trouble that comes and goes is one sentence and not a hundred entries of the log.
final class LeaseConcerns {
    private static final long LATELY_MILLIS = 60_000;
    /// Three renewals of the slowest profile.
    private static final long UNHEARD_MILLIS = 3_000;
    /// Guards that start say a few things that nobody can open yet.
    private static final long MANY_A_SECOND = 100;

    private final Map<String, Long> until = new HashMap<>();
    private Optional<LeaseHealth> last = Optional.empty();
    private long lastMillis;
    private List<String> unheard = List.of();

    /// @param now milliseconds of a monotonic clock
    void hear(LeaseHealth health, long now) {
        unheard = health.peers().stream().filter(peer -> peer.unheardMillis() >= UNHEARD_MILLIS)
                .map(LeaseHealth.Peer::name).toList();
        last.ifPresent(before -> compare(before, health, Math.max(1, now - lastMillis), now));
        last = Optional.of(health);
        lastMillis = now;
    }

    /// Another guard counts from nothing.
    void forget() {
        last = Optional.empty();
        unheard = List.of();
        until.clear();
    }

    /// @param port of the lease plane
    List<String> sentences(String port, long now) {
        until.values().removeIf(end -> end <= now);
        var sentences = new ArrayList<String>();
        if (!unheard.isEmpty()) {
            sentences.add("no lease acknowledgements from " + String.join(", ", unheard) + " (UDP port " + port + ")");
        }
        until.keySet().stream().sorted().map(sentence -> sentence.replace("PORT", port)).forEach(sentences::add);
        return sentences;
    }

    /// Of a node that cannot hold a lease.
    static String takesNothing(List<String> unanswered, String port) {
        return "no lease acknowledgements from " + String.join(", ", unanswered) + " (UDP port " + port
                + "): this node takes no groups";
    }

    private void compare(LeaseHealth before, LeaseHealth health, long passed, long now) {
        if (health.nearMisses() > before.nearMisses()) {
            lately("acknowledgements came so late that less than a quarter of the lease was left", now);
        }
        if (health.longGaps() > before.longGaps()) {
            lately("the guard stood still for more than half a lease: this machine is overloaded or was paused", now);
        }
        if (many(health.strangers() - before.strangers(), passed)) {
            lately("somebody who is no node sends to the lease plane (UDP port PORT)", now);
        }
        var earlier = before.peers().stream().collect(Collectors.toMap(LeaseHealth.Peer::name, peer -> peer));
        for (var peer : health.peers()) {
            var then = earlier.getOrDefault(peer.name(), peer);
            if (many(peer.dropped() - peer.misnamed() - then.dropped() + then.misnamed(), passed)) {
                lately("somebody sends from the address of " + peer.name() + " what it has not said, or not now"
                        + " (UDP port PORT)", now);
            }
            if (peer.misnamed() > then.misnamed()) {
                lately("the address of " + peer.name() + " speaks in another name on the lease plane (UDP port PORT)",
                        now);
            }
        }
    }

    private void lately(String sentence, long now) {
        until.put(sentence, now + LATELY_MILLIS);
    }

    private static boolean many(long more, long passedMillis) {
        return more * 1_000 > MANY_A_SECOND * passedMillis;
    }
}
