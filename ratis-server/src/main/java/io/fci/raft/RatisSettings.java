package io.fci.raft;

import io.fci.config.NodeConfig;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/// What Ratis is told. Always through its constants: it ignores a misspelt key without a word.
final class RatisSettings {
    /// Upper bound of one entry; the leader's appender takes no larger one.
    static final int MAX_ENTRY_BYTES = 512 * 1024;

    /// On the disk of the log, for a replica to start.
    static final String LEAST_FREE = "100MB";

    /// Entries after which a snapshot is taken: replaying so many small entries takes a few seconds.
    static final int SNAPSHOT_EVERY = 20_000;

    private static final int SNAPSHOTS_KEPT = 2;

    private RatisSettings() {}

    static RaftProperties properties(NodeConfig config, Timing timing, int snapshotEvery) {
        var p = new RaftProperties();
        storage(p, config.data());
        address(p, config);
        elections(p, timing);
        log(p);
        snapshots(p, snapshotEvery);
        bounds(p);
        return p;
    }

    /// Every certificate that the Raft port accepts may append entries: the CA must be the cluster's own.
    static Parameters parameters(NodeConfig config, boolean voter) {
        var parameters = new Parameters();
        if (!voter) {
            GrpcConfigKeys.Server.setServicesCustomizer(parameters, new NoVotes());
        }
        config.tls()
                .ifPresent(tls -> GrpcConfigKeys.TLS.setConf(parameters, new GrpcTlsConfig(tls.key().toFile(),
                        tls.certificate().toFile(), tls.ca().toFile(), true)));
        return parameters;
    }

    /// By default both lie under /tmp.
    private static void storage(RaftProperties p, Path data) {
        RaftServerConfigKeys.setStorageDir(p, List.<File>of(raftDirectory(data).toFile()));
        RaftServerConfigKeys.setRemovedGroupsDir(p, data.resolve("removed").toFile());
        RaftServerConfigKeys.setStorageFreeSpaceMin(p, SizeInBytes.valueOf(LEAST_FREE));
    }

    static Path raftDirectory(Path data) {
        return data.resolve("raft");
    }

    /// By default it listens on every interface. Client and admin protocols share the port.
    private static void address(RaftProperties p, NodeConfig config) {
        var host = config.address().getHostAddress();
        int port = config.ports().raft();
        GrpcConfigKeys.Server.setHost(p, host);
        GrpcConfigKeys.Server.setPort(p, port);
        GrpcConfigKeys.Client.setHost(p, host);
        GrpcConfigKeys.Client.setPort(p, port);
        GrpcConfigKeys.Admin.setHost(p, host);
        GrpcConfigKeys.Admin.setPort(p, port);
        GrpcConfigKeys.Server.setLogMessageBatchDuration(p, TimeDuration.valueOf(30, TimeUnit.SECONDS));
        GrpcConfigKeys.setMessageSizeMax(p, SizeInBytes.valueOf("8MB"));
    }

    private static void elections(RaftProperties p, Timing timing) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(p, ratis(timing.electionMin()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(p, ratis(timing.electionMax()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(p, ratis(timing.firstMin()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(p, ratis(timing.firstMax()));
        RaftServerConfigKeys.Rpc.setRequestTimeout(p, ratis(timing.request()));
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(p, ratis(timing.stepDown()));
        RaftServerConfigKeys.LeaderElection.setPreVote(p, true);
        RaftServerConfigKeys.setCloseThreshold(p, ratis(timing.pause()));
        RaftServerConfigKeys.setStagingTimeout(p, ratis(timing.staging()));
    }

    private static void log(RaftProperties p) {
        RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf("8MB"));
        RaftServerConfigKeys.Log.setPreallocatedSize(p, SizeInBytes.valueOf("1MB"));
        RaftServerConfigKeys.Log.setWriteBufferSize(p, SizeInBytes.valueOf("1MB"));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(p, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(p, SizeInBytes.valueOf("8MB"));
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(p, SizeInBytes.valueOf(MAX_ENTRY_BYTES));
        // The commit index survives a full restart.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(p, true);
        // A damaged log must not start: anything milder drops acknowledged entries.
        RaftServerConfigKeys.Log.setCorruptionPolicy(p, CorruptionPolicy.EXCEPTION);
        // Acknowledging before fsync is losing.
        RaftServerConfigKeys.Log.setUnsafeFlushEnabled(p, false);
        // A peer that is down for good must not hold the log for ever; it gets a snapshot.
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
        RaftServerConfigKeys.Log.setPurgeGap(p, 1);
    }

    private static void snapshots(RaftProperties p, int snapshotEvery) {
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(p, snapshotEvery);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(p, false);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(p, SNAPSHOTS_KEPT);
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(p, true);
    }

    /// The daemon has one entry in flight, so a few threads are plenty; by default there is one per request, unbounded.
    private static void bounds(RaftProperties p) {
        RaftServerConfigKeys.ThreadPool.setClientCached(p, false);
        RaftServerConfigKeys.ThreadPool.setClientSize(p, 4);
        RaftServerConfigKeys.Read.setLeaderLeaseEnabled(p, false);
    }

    private static TimeDuration ratis(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
