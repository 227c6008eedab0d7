package io.fci.raft;

import io.fci.core.state.NodeName;
import io.fci.core.view.Handover.Follower;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.proto.RaftProtos.RaftRpcRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.util.ProtoUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Elections at a moment of our choosing, in Ratis' words. They are Raft's own: what they cost at worst is one that was not
/// needed.
final class Campaigns {
    private static final Logger LOG = LoggerFactory.getLogger(Campaigns.class);

    /// Ratis gives up after this; one that hands over takes no entries meanwhile.
    private static final long HAND_OVER_MILLIS = 1_000;

    private final RaftServer server;
    private final RaftGroupId group;
    private final ClientId client;
    private final AtomicLong calls;

    /// @param calls the counter of this client's calls
    Campaigns(RaftServer server, RaftGroupId group, ClientId client, AtomicLong calls) {
        this.server = server;
        this.group = group;
        this.client = client;
        this.calls = calls;
    }

    SortedMap<NodeName, Follower> followers() throws IOException {
        var division = server.getDivision(group);
        var followers = new TreeMap<NodeName, Follower>();
        var role = division.getInfo().getRoleInfoProto();
        if (role.getRole() != RaftPeerRole.LEADER) {
            return followers;
        }
        long last = division.getRaftLog().getNextIndex() - 1;
        // In the order of the list, as Ratis says; a change in between is seen at the next look.
        long[] confirmed = division.getInfo().getFollowerMatchIndices();
        var known = role.getLeaderInfo().getFollowerInfoList();
        for (int i = 0; i < known.size(); i++) {
            long behind = i < confirmed.length ? last - confirmed[i] : Long.MAX_VALUE;
            followers.put(new NodeName(known.get(i).getId().getId().toStringUtf8()),
                    new Follower(known.get(i).getLastRpcElapsedTimeMs(), behind));
        }
        return followers;
    }

    CompletableFuture<Boolean> handOver(NodeName to) throws IOException {
        var request = new TransferLeadershipRequest(client, server.getId(), group, calls.incrementAndGet(),
                RaftPeerId.valueOf(to.value()), HAND_OVER_MILLIS);
        return server.transferLeadershipAsync(request)
                .handle((reply, error) -> {
                    if (error == null && reply.isSuccess()) {
                        return true;
                    }
                    LOG.info("leadership stays here: {}",
                            Causes.sentence(error != null ? error : reply.getException()));
                    return false;
                })
                .completeOnTimeout(false, 2 * HAND_OVER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// What a leader would send to whom it hands over, said to this node by itself: it stands at once and without asking
    /// first whether the others hear a leader. Refused when its last entry is of an older term than the leader's, or when it
    /// is no follower; then the timeout does the work.
    void standAgainst(NodeName leader) throws IOException {
        var division = server.getDivision(group);
        var own = division.getRaftLog().getLastEntryTermIndex();
        var last = own != null ? own : division.getStateMachine().getLastAppliedTermIndex();
        var present = division.getInfo().getLeaderId();
        if (last == null || !division.getInfo().isFollower() || present == null
                || !present.toString().equals(leader.value())) {
            return;
        }
        var request = StartLeaderElectionRequestProto.newBuilder()
                .setServerRequest(RaftRpcRequestProto.newBuilder()
                        .setRequestorId(present.toByteString())
                        .setReplyId(server.getId().toByteString())
                        .setRaftGroupId(ProtoUtils.toRaftGroupIdProtoBuilder(group))
                        .setCallId(calls.incrementAndGet()))
                .setLeaderLastEntry(last.toProto())
                .build();
        boolean stands = server.startLeaderElection(request).getServerReply().getSuccess();
        LOG.info("this node {} against {}", stands ? "stands for election" : "may not stand for election", leader);
    }
}
