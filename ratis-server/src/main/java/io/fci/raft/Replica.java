package io.fci.raft;

import io.fci.base.Clock;
import io.fci.codec.log.CodecException;
import io.fci.codec.log.EntryCodec;
import io.fci.codec.log.OutcomeCodec;
import io.fci.codec.log.StateCodec.Snapshot;
import io.fci.core.log.Entry;
import io.fci.core.state.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.proto.RaftProtos.RaftConfigurationProto;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;
import org.apache.ratis.util.LifeCycle;
import org.apache.ratis.util.MD5FileUtil;

/// What this node has applied: the state machine that Ratis drives.
///
/// Ratis applies, restores and takes snapshots on one thread of its own; it stamps (`startTransaction`) on a few others;
/// its notifications may come while it holds its lock, so they only hand over. Nothing is thrown out of
/// `applyTransaction` before the process has been told to end: Ratis would close the replica and let the process live on.
final class Replica extends BaseStateMachine {
    /// Told of what happens to this replica; must return at once.
    interface Watcher {
        void leaderReady(long term);

        void notLeading();
    }

    private final Applicator rules;
    private final Clock clock;
    private final String clusterId;
    private final ClientId self;
    private final Watcher watcher;
    private final Fatal fatal;
    private final ClusterTime time;
    private final Published published = new Published();
    private final AppliedIndex applied = new AppliedIndex();
    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();

    /// Calls of this node whose entries reached its log. Whatever Ratis says about them, they may take effect.
    private final Set<Long> appended = ConcurrentHashMap.newKeySet();

    private volatile long configurationTerm;

    /// @param self under which this node's own requests come
    Replica(Applicator rules, Clock clock, String clusterId, ClientId self, Watcher watcher, Fatal fatal) {
        this.rules = rules;
        this.clock = clock;
        this.clusterId = clusterId;
        this.self = self;
        this.watcher = watcher;
        this.fatal = fatal;
        this.time = new ClusterTime(clock);
    }

    Published published() {
        return published;
    }

    long clusterTime() {
        return time.now();
    }

    AppliedIndex applied() {
        return applied;
    }

    /// Whether the entry of this call reached the log of this node; asked once per call.
    boolean forgetAppended(long call) {
        return appended.remove(call);
    }

    // From proposals to an entry

    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
        var context = TransactionContext.newBuilder().setStateMachine(this).setClientRequest(request);
        try {
            var proposals = EntryCodec.decodeBatch(request.getMessage().getContent().toByteArray());
            var entry = new Entry(time.now(), Math.max(0, clock.wallMillis()), proposals);
            return context.setLogData(UnsafeByteOperations.unsafeWrap(EntryCodec.encode(entry))).build();
        } catch (CodecException e) {
            return context.setLogData(ByteString.EMPTY).build().setException(e);
        }
    }

    @Override
    public TransactionContext preAppendTransaction(TransactionContext context) {
        var request = context.getClientRequest();
        if (request != null && request.getClientId().equals(self)) {
            appended.add(request.getCallId());
        }
        return context;
    }

    // From an entry to the next state

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext context) {
        var log = context.getLogEntry();
        try {
            return CompletableFuture.completedFuture(apply(log));
        } catch (Throwable t) {
            var failure = new IllegalStateException("log entry " + log.getIndex() + " cannot be applied: "
                    + t.getMessage(), t);
            fatal.because(failure);
            throw failure;
        }
    }

    private Message apply(LogEntryProto log) {
        if (log.getIndex() <= applied.value()) {
            return Message.EMPTY;
        }
        var entry = EntryCodec.decodeEntry(log.getStateMachineLogEntry().getLogData().toByteArray());
        var next = rules.apply(published.state(), entry);
        if (next.outcomes().size() != entry.proposals().size()) {
            throw new IllegalStateException(
                    next.outcomes().size() + " outcomes for " + entry.proposals().size() + " proposals");
        }
        var outcomes = OutcomeCodec.encode(next.outcomes());
        requireOwnCluster(next.state());
        time.applied(next.state().clusterTime());
        published.advance(next.state(), next.events());
        updateLastAppliedTermIndex(log.getTerm(), log.getIndex());
        applied.raise(log.getIndex());
        return Message.valueOf(UnsafeByteOperations.unsafeWrap(outcomes));
    }

    private void requireOwnCluster(State state) {
        state.clusterId().filter(id -> !id.equals(clusterId)).ifPresent(id -> {
            throw new IllegalStateException("the log belongs to cluster " + id + ", this node to " + clusterId);
        });
    }

    // Snapshots

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
        getLifeCycle().startAndTransition(() -> {
            super.initialize(server, group, raftStorage);
            storage.init(raftStorage);
            restore(raftStorage.getStorageDir().getStateMachineDir().toPath());
        }, IOException.class);
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    @Override
    public void reinitialize() throws IOException {
        try {
            var newest = storage.loadLatestSnapshot();
            if (newest == null) {
                throw new IOException("the snapshot that the leader sent is not there");
            }
            restore(newest);
        } catch (IOException | RuntimeException e) {
            fatal.because(e);
            throw e;
        }
        getLifeCycle().transition(LifeCycle.State.STARTING);
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }

    /// Runs on the applying thread, so the state does not move meanwhile.
    @Override
    public long takeSnapshot() throws IOException {
        var at = getLastAppliedTermIndex();
        if (at.getIndex() < 0) {
            return -1;
        }
        var file = storage.getSnapshotFile(at.getTerm(), at.getIndex()).toPath();
        SnapshotFile.write(file, new Snapshot(at.getTerm(), at.getIndex(), published.state()));
        var md5 = MD5FileUtil.computeMd5ForFile(file.toFile());
        MD5FileUtil.saveMD5File(file.toFile(), md5);
        Durable.syncDirectory(file.getParent());
        storage.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(file, md5), at));
        return at.getIndex();
    }

    @Override
    public StateMachineStorage getStateMachineStorage() {
        return storage;
    }

    private void restore(Path directory) throws IOException {
        var newest = storage.loadLatestSnapshot();
        if (newest != null) {
            restore(newest);
        } else if (holdsSnapshots(directory)) {
            // Ratis answers an unreadable directory with "none"; an empty state would then be taken for the truth.
            throw new IOException("the snapshots in " + directory + " cannot be read");
        }
    }

    private static boolean holdsSnapshots(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return false;
        }
        try (var files = Files.list(directory)) {
            return files.anyMatch(
                    f -> SimpleStateMachineStorage.SNAPSHOT_REGEX.matcher(f.getFileName().toString()).matches());
        }
    }

    private void restore(SingleFileSnapshotInfo info) throws IOException {
        var snapshot = SnapshotFile.read(info.getFile().getPath(), info.getTerm(), info.getIndex());
        requireOwnCluster(snapshot.state());
        time.applied(snapshot.state().clusterTime());
        published.restore(snapshot.state());
        setLastAppliedTermIndex(TermIndex.valueOf(snapshot.term(), snapshot.index()));
        applied.raise(snapshot.index());
    }

    // Notifications

    @Override
    public void notifyConfigurationChanged(long term, long index, RaftConfigurationProto configuration) {
        configurationTerm = term;
    }

    /// A leader's first entry is a configuration entry: its term is the leader's.
    @Override
    public void notifyLeaderReady() {
        time.leading();
        watcher.leaderReady(configurationTerm);
    }

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId member, RaftPeerId leader) {
        if (!member.getPeerId().equals(leader)) {
            notLeading();
        }
    }

    @Override
    public void notifyNotLeader(Collection<TransactionContext> pending) {
        notLeading();
    }

    private void notLeading() {
        time.notLeading();
        watcher.notLeading();
    }

    /// A follower whose disk is full would stay a follower that applies nothing and looks alive.
    @Override
    public void notifyLogFailed(Throwable cause, LogEntryProto entry) {
        fatal.because(new IllegalStateException("the Raft log cannot be written: " + cause.getMessage(), cause));
    }

    @Override
    public void notifyGroupRemove() {
        fatal.because("this node was removed from the cluster");
    }
}
