package io.fci.rpc;

import com.google.protobuf.util.Durations;
import io.fci.guard.wire.LeaseHealth;
import io.fci.v1.LeaseStatus;

/// The guard's counters as the API shows them.
final class LeaseStatuses {
    private LeaseStatuses() {}

    static LeaseStatus of(LeaseHealth health) {
        var status = LeaseStatus.newBuilder()
                .setNearMisses(health.nearMisses())
                .setLeastMargin(Durations.fromMillis(health.leastMarginMillis()))
                .setGaps(health.gaps())
                .setLongGaps(health.longGaps())
                .setLongestGap(Durations.fromMillis(health.longestGapMillis()))
                .setStrangers(health.strangers());
        health.peers().forEach(peer -> status.addPeers(of(peer)));
        return status.build();
    }

    private static LeaseStatus.Peer of(LeaseHealth.Peer peer) {
        var status = LeaseStatus.Peer.newBuilder()
                .setNode("nodes/" + peer.name())
                .setMissedAcknowledgements(peer.missed())
                .setMalformed(peer.malformed())
                .setUnsealed(peer.unsealed())
                .setRepeated(peer.repeated())
                .setMisnamed(peer.misnamed())
                .setUnsent(peer.unsent());
        if (peer.unheardMillis() >= 0) {
            status.setUnheard(Durations.fromMillis(peer.unheardMillis()));
        }
        return status.build();
    }
}
