package io.fci.raft;

import io.fci.base.SystemClock;
import io.fci.config.NodeConfig;
import io.fci.core.Cluster;
import io.fci.core.state.NodeName;
import io.fci.guard.wire.Profile;
import io.fci.journal.Change;
import io.grpc.Server;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/// Three real journals in one JVM, on 127.0.1.1 to 127.0.1.3: the ports of all nodes of a cluster are the same.
final class Lab implements AutoCloseable {
    static final List<NodeName> NAMES = List.of(new NodeName("n1"), new NodeName("n2"), new NodeName("n3"));

    static final LeaderDuties NO_DUTIES = new LeaderDuties() {
        @Override
        public void leading(long term) {}

        @Override
        public void notLeading() {}
    };

    final Map<NodeName, Throwable> fatal = new ConcurrentHashMap<>();
    final UUID cluster = UUID.randomUUID();
    private final Path data;
    private final NodeConfig.Ports ports = freePorts();
    private final List<NodeName> names;
    private final int snapshotEvery;
    private final Applicator rules;
    private final Optional<NodeConfig.Tls> tls;
    final Map<NodeName, AtomicInteger> restored = new ConcurrentHashMap<>();
    private final Map<NodeName, Running> running = new ConcurrentSkipListMap<>();

    private record Running(RaftJournal journal, Server api) {}

    Lab(Path data, int snapshotEvery, Applicator rules, Optional<NodeConfig.Tls> tls) {
        this(NAMES, data, snapshotEvery, rules, tls);
    }

    private Lab(List<NodeName> names, Path data, int snapshotEvery, Applicator rules, Optional<NodeConfig.Tls> tls) {
        this.names = names;
        this.tls = tls;
        this.data = data;
        this.snapshotEvery = snapshotEvery;
        this.rules = rules;
    }

    static Lab start(Path data, int snapshotEvery) throws CannotStart {
        var lab = new Lab(data, snapshotEvery, Cluster::apply, Optional.empty());
        lab.startAll();
        return lab;
    }

    /// One node that is its own majority.
    static Lab alone(Path data, int snapshotEvery) throws CannotStart {
        var lab = new Lab(NAMES.subList(0, 1), data, snapshotEvery, Cluster::apply, Optional.empty());
        lab.startAll();
        return lab;
    }

    void startAll() throws CannotStart {
        // The first start of each waits for the others.
        var starting = names.stream().map(name -> starting(name)).toList();
        starting.forEach(CompletableFuture::join);
        for (var name : names) {
            await("cluster initialised on " + name, () -> node(name).state().clusterId().isPresent());
        }
    }

    CompletableFuture<Void> starting(NodeName name) {
        return CompletableFuture.runAsync(() -> startUnchecked(name), task -> Thread.ofPlatform().daemon().start(task))
                .orTimeout(20, TimeUnit.SECONDS);
    }

    private void startUnchecked(NodeName name) {
        try {
            start(name);
        } catch (CannotStart e) {
            throw new IllegalStateException(e);
        }
    }

    /// Returns when the node has opened its log; the first start of a node waits for all of them.
    void start(NodeName name) throws CannotStart {
        var config = config(names, name.value(), cluster, data.resolve(name.value()), ports, tls);
        var journal = new RaftJournal(config, rules, new SystemClock(), NO_DUTIES, cause -> fatal.put(name, cause),
                () -> tls.map(Lab::client), snapshotEvery);
        var count = restored.computeIfAbsent(name, n -> new AtomicInteger());
        journal.follow(change -> {
            if (change instanceof Change.Restored(var state) && state.clusterId().isPresent()) {
                count.incrementAndGet();
            }
        });
        running.put(name, new Running(journal, serve(config, journal)));
        journal.start();
    }

    private Server serve(NodeConfig config, RaftJournal journal) {
        try {
            var builder = NettyServerBuilder.forAddress(new InetSocketAddress(config.address(), ports.api()));
            if (tls.isPresent()) {
                builder.sslContext(GrpcSslContexts
                        .forServer(tls.get().certificate().toFile(), tls.get().key().toFile())
                        .trustManager(tls.get().ca().toFile())
                        .clientAuth(ClientAuth.REQUIRE)
                        .build());
            }
            return builder.addService(journal.forwardService()).build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SslContext client(NodeConfig.Tls tls) {
        try {
            return GrpcSslContexts.forClient()
                    .keyManager(tls.certificate().toFile(), tls.key().toFile())
                    .trustManager(tls.ca().toFile())
                    .build();
        } catch (SSLException e) {
            throw new UncheckedIOException(e);
        }
    }

    NodeConfig config(NodeName name) {
        return config(names, name.value(), cluster, data.resolve(name.value()), ports, tls);
    }

    /// What a crash looks like to the others.
    void kill(NodeName name) {
        var node = running.remove(name);
        node.api().shutdownNow();
        node.journal().close();
    }

    RaftJournal node(NodeName name) {
        return running.get(name).journal();
    }

    NodeName leader() {
        await("a leader", () -> running.values().stream().anyMatch(r -> r.journal().leadership().mine()));
        return running.entrySet()
                .stream()
                .filter(e -> e.getValue().journal().leadership().mine())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    /// A running node that does not lead.
    NodeName follower() {
        var leader = leader();
        return running.keySet().stream().filter(n -> !n.equals(leader)).findFirst().orElseThrow();
    }

    /// At once, because Ratis waits a while for its threads.
    void killAll() {
        var nodes = List.copyOf(running.values());
        running.clear();
        nodes.parallelStream().forEach(node -> {
            node.api().shutdownNow();
            node.journal().close();
        });
    }

    @Override
    public void close() {
        killAll();
    }

    /// For what must not happen.
    static void stays(String what, long millis, Supplier<Boolean> condition) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        while (System.nanoTime() < end) {
            if (!condition.get()) {
                throw new AssertionError("no longer: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    static void await(String what, Supplier<Boolean> condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.get()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within 20 s: " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    static NodeConfig config(String node, UUID cluster, Path data, NodeConfig.Ports ports) {
        return config(NAMES, node, cluster, data, ports, Optional.empty());
    }

    private static NodeConfig config(List<NodeName> names, String node, UUID cluster, Path data,
            NodeConfig.Ports ports, Optional<NodeConfig.Tls> tls) {
        var nodes = new TreeMap<NodeName, InetAddress>();
        for (int i = 0; i < names.size(); i++) {
            nodes.put(names.get(i), address("127.0.1." + (i + 1)));
        }
        return new NodeConfig(cluster, "lab", new NodeName(node), nodes, data, data.resolve("run"), ports, "fci.test",
                Profile.LAN, NodeConfig.SelfFence.KILL, Optional.empty(), tls, Optional.empty(), true,
                OptionalInt.empty(),
                true, Optional.empty());
    }

    static NodeConfig.Ports freePorts() {
        try (var api = new ServerSocket(0, 1, address("127.0.1.1"));
                var raft = new ServerSocket(0, 1, address("127.0.1.1"))) {
            return new NodeConfig.Ports(api.getLocalPort(), raft.getLocalPort(), 1, 53);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }
}
