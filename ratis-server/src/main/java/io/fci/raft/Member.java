package io.fci.raft;

import io.fci.codec.log.CodecException;
import io.fci.codec.log.OutcomeCodec;
import io.fci.config.NodeConfig;
import io.fci.core.state.NodeName;
import io.fci.journal.Journal.Leadership;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage.StartupOption;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.ExitUtils;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/// This node's Ratis server: started once, asked by any thread.
final class Member {
    /// Ratis' copy of gRPC tells standard error about its transport through the JDK's logging. Kept in a field, because a
    /// logger that nobody holds forgets its level.
    private static final Logger GRPC = Logger.getLogger("org.apache.ratis.thirdparty.io.grpc");

    private final RaftServer server;
    private final RaftGroupId group;
    private final ClientId client;
    private final Replica replica;
    private final DataLock lock;
    private final Marker marker;
    private final boolean voter;
    private final AtomicLong calls = new AtomicLong();
    private final Campaigns campaigns;

    private Member(RaftServer server, RaftGroupId group, ClientId client, Replica replica, DataLock lock, Marker marker,
            boolean voter) {
        this.marker = marker;
        this.voter = voter;
        this.lock = lock;
        this.server = server;
        this.group = group;
        this.client = client;
        this.replica = replica;
        this.campaigns = new Campaigns(server, group, client, calls);
    }

    Campaigns campaigns() {
        return campaigns;
    }

    /// @param client under which the requests of this member go; one per process, because call numbers are never reused
    /// Whether a node that has never voted may do so; waits for as long as it takes.
    interface FirstVote {
        boolean allowed() throws InterruptedException;
    }

    /// @param firstVote asked when this node has never voted
    static Member start(NodeConfig config, Timing timing, int snapshotEvery, ClientId client, Replica replica,
            FirstVote firstVote) throws CannotStart {
        requireDirectory(config);
        var lock = DataLock.take(config.data());
        try {
            requirePort(config);
            return start(config, timing, snapshotEvery, client, replica, firstVote, lock);
        } catch (InterruptedException e) {
            var stopped = new CannotStart("this node was told to end while it started", e);
            release(lock, stopped);
            throw stopped;
        } catch (CannotStart e) {
            release(lock, e);
            throw e;
        }
    }

    private static Member start(NodeConfig config, Timing timing, int snapshotEvery, ClientId client, Replica replica,
            FirstVote firstVote, DataLock lock) throws CannotStart, InterruptedException {
        // When the port is taken Ratis would end the process by itself, without a word that helps.
        ExitUtils.disableSystemExit();
        GRPC.setLevel(Level.WARNING);
        var marker = new Marker(config);
        var admission = marker.admit();
        boolean voter = admission.voter() || firstVote.allowed();
        var group = RaftGroupId.valueOf(config.clusterId());
        var peers = config.nodes().keySet().stream().map(name -> peer(config, name)).toList();
        RaftServer server = null;
        try {
            server = RaftServer.newBuilder()
                    .setServerId(RaftPeerId.valueOf(config.node().value()))
                    .setGroup(RaftGroup.valueOf(group, peers))
                    .setStateMachine(replica)
                    .setOption(admission.create() ? StartupOption.FORMAT : StartupOption.RECOVER)
                    .setProperties(RatisSettings.properties(config, voter ? timing : timing.patient(),
                            snapshotEvery))
                    .setParameters(RatisSettings.parameters(config, voter))
                    .build();
            server.start();
        } catch (IOException | RuntimeException e) {
            throw cannotStart(config, e, server);
        }
        if (voter) {
            marker.joined();
        }
        return new Member(server, group, client, replica, lock, marker, voter);
    }

    /// Whether this node votes; one that lost its log takes entries, and neither votes nor campaigns in this process.
    boolean voter() {
        return voter;
    }

    /// Everything acknowledged is here again: the next process votes.
    void caughtUp() throws CannotStart {
        marker.joined();
    }

    /// Whether there is any entry, of whatever kind.
    boolean hasLog() {
        try {
            return appliedIndex() >= 0 || server.getDivision(group).getRaftLog().getLastEntryTermIndex() != null;
        } catch (IOException e) {
            // The watch sees the same and ends the process.
            return true;
        }
    }

    private static RaftPeer peer(NodeConfig config, NodeName name) {
        return RaftPeer.newBuilder().setId(name.value()).setAddress(config.addressesOf(name).raft()).build();
    }

    private static void requireDirectory(NodeConfig config) throws CannotStart {
        var data = config.data();
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new CannotStart("cannot use data directory " + data + ": " + Causes.sentence(e)
                    + "; correct data in the node file or the directory's rights", e);
        }
        if (!Files.isReadable(data) || !Files.isWritable(data)) {
            throw new CannotStart("cannot use data directory " + data + ": permission denied; it must be readable and"
                    + " writable for user " + user());
        }
    }

    /// By number: the daemon's user needs no name, and the JVM then calls it "?".
    private static String user() {
        try {
            return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return System.getProperty("user.name");
        }
    }

    /// Before anything is written. Somebody may still take it until Ratis does; that ends in the same sentence.
    private static void requirePort(NodeConfig config) throws CannotStart {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(config.address(), config.ports().raft()));
        } catch (IOException e) {
            throw cannotListen(config, e);
        }
    }

    private static CannotStart cannotListen(NodeConfig config, Exception error) {
        return new CannotStart("cannot listen on " + config.addressesOf(config.node()).raft() + " (Raft): "
                + Causes.sentence(error) + "; stop what uses the port, or correct the node's address or ports.raft in"
                + " the node file", error);
    }

    private static void release(DataLock lock, Exception error) {
        try {
            lock.close();
        } catch (IOException e) {
            error.addSuppressed(e);
        }
    }

    private static CannotStart cannotStart(NodeConfig config, Exception error, @Nullable RaftServer server) {
        if (server != null) {
            try {
                server.close();
            } catch (IOException e) {
                error.addSuppressed(e);
            }
        }
        if (Causes.portTaken(error)) {
            return cannotListen(config, error);
        }
        return new CannotStart("cannot start the Raft log in " + config.data() + ": " + Causes.sentence(error), error);
    }

    /// Has a batch appended and applied. May be answered on the applying thread.
    CompletableFuture<GroupCommit.Result> append(byte[] batch) {
        long call = calls.incrementAndGet();
        var request = RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(server.getId())
                .setGroupId(group)
                .setCallId(call)
                .setMessage(Message.valueOf(UnsafeByteOperations.unsafeWrap(batch)))
                .setType(RaftClientRequest.writeRequestType())
                .build();
        try {
            return server.submitClientRequestAsync(request).handle((reply, error) -> result(call, reply, error));
        } catch (IOException | RuntimeException e) {
            return CompletableFuture.completedFuture(result(call, null, e));
        }
    }

    private GroupCommit.Result result(long call, @Nullable RaftClientReply reply, @Nullable Throwable error) {
        boolean appended = replica.forgetAppended(call);
        if (error == null && reply != null && reply.isSuccess()) {
            try {
                return new GroupCommit.Result.Applied(reply.getLogIndex(),
                        OutcomeCodec.decodeOutcomes(reply.getMessage().getContent().toByteArray()));
            } catch (CodecException e) {
                return new GroupCommit.Result.Unclear(e.getMessage());
            }
        }
        var cause = error != null ? error : reply != null ? reply.getException() : null;
        var why = cause == null ? "no answer" : Causes.sentence(cause);
        if (appended) {
            // Ratis says "not leader" also for what it has appended and the next leader may commit.
            return new GroupCommit.Result.Unclear("leadership was lost while the entry was in flight (" + why + ")");
        }
        boolean malformed = reply != null && reply.getStateMachineException() != null;
        return new GroupCommit.Result.NotAppended(why, !malformed);
    }

    /// Who leads, as far as this node knows.
    Optional<NodeName> leader() {
        return division().map(DivisionInfo::getLeaderId).map(id -> new NodeName(id.toString()));
    }

    boolean leads() {
        return division().filter(d -> d.isLeader() && d.isLeaderReady()).isPresent();
    }

    long clusterTime() {
        return replica.clusterTime();
    }

    Leadership leadership() {
        return division()
                .map(d -> new Leadership(Optional.ofNullable(d.getLeaderId()).map(id -> new NodeName(id.toString())),
                        d.isLeader() && d.isLeaderReady(), d.getCurrentTerm(), heardMillisAgo(d)))
                .orElse(new Leadership(Optional.empty(), false, 0, -1));
    }

    private static long heardMillisAgo(DivisionInfo division) {
        var role = division.getRoleInfoProto();
        return switch (role.getPeerInfoCase()) {
            case LEADERINFO -> {
                var ages = role.getLeaderInfo()
                        .getFollowerInfoList()
                        .stream()
                        .map(f -> f.getLastRpcElapsedTimeMs())
                        .sorted()
                        .toList();
                // With itself, the leader needs half of the others, rounded up.
                int needed = (ages.size() + 1) / 2;
                yield needed == 0 ? 0 : ages.get(needed - 1);
            }
            case FOLLOWERINFO -> role.getFollowerInfo().hasLeaderInfo()
                    ? role.getFollowerInfo().getLeaderInfo().getLastRpcElapsedTimeMs()
                    : -1;
            case CANDIDATEINFO, PEERINFO_NOT_SET -> -1;
        };
    }

    /// Of every kind of entry, also of those that Ratis writes for itself and that change no state.
    long appliedIndex() {
        return division().map(DivisionInfo::getLastAppliedIndex).orElse(-1L);
    }

    long committedIndex() {
        try {
            return server.getDivision(group).getRaftLog().getLastCommittedIndex();
        } catch (IOException e) {
            // The watch sees the same and ends the process.
            return -1;
        }
    }

    /// How the division lives; nothing else tells that it has died.
    LifeCycle.State life() {
        return division().map(DivisionInfo::getLifeCycleState).orElse(LifeCycle.State.CLOSED);
    }

    void close() throws IOException {
        try (lock) {
            server.close();
        }
    }

    private Optional<DivisionInfo> division() {
        try {
            return Optional.of(server.getDivision(group).getInfo());
        } catch (IOException e) {
            // The watch sees the same and ends the process.
            return Optional.empty();
        }
    }
}
