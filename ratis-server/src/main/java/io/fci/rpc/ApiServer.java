package io.fci.rpc;

import io.fci.codec.api.GroupReader;
import io.fci.config.NodeConfig;
import io.fci.core.state.NodeName;
import io.fci.journal.Journal;
import io.fci.v1.OptionsProto;
import io.fci.v1.Role;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/// The listening end of the API on one node. Started once its journal is there, stopped before the journal is closed.
public final class ApiServer implements AutoCloseable {
    private static final int MOST_HEADER_BYTES = 8 << 10;
    private static final int MOST_CALLS_PER_CONNECTION = 100;

    private final Server server;
    private final Feed feed;
    private final HealthStatusManager health;
    private final ExecutorService calls;

    private ApiServer(Server server, Feed feed, HealthStatusManager health, ExecutorService calls) {
        this.server = server;
        this.feed = feed;
        this.health = health;
        this.calls = calls;
    }

    /// @param probe who has an address now, outside the cluster
    /// @param lease of this node
    /// @param fencing whether this node could use a fencing device
    /// @param more services of other parts of the node that listen on the same port
    /// @throws StartFailed with one sentence for whoever started the node
    public static ApiServer start(NodeConfig config, Journal journal, AddressProbe probe, OwnLease lease,
            FencingCheck fencing,
            List<BindableService> more)
            throws StartFailed {
        var ssl = sslOf(config);
        var longest = Duration.ofNanos(config.profile().leaseNanos() + config.profile().reactionNanos());
        var clusterId = config.clusterId().toString();
        var consensus = new Consensus(journal, clusterId, config.node().value(), longest);
        var answers = new Answers();
        var feed = new Feed(consensus);
        var health = new HealthStatusManager();
        var calls = Executors.newVirtualThreadPerTaskExecutor();
        var builder = NettyServerBuilder
                .forAddress(new InetSocketAddress(config.address(), config.ports().api()))
                .executor(calls)
                .maxInboundMessageSize(RequestSize.CUT_OFF)
                .maxInboundMetadataSize(MOST_HEADER_BYTES)
                .maxConcurrentCallsPerConnection(MOST_CALLS_PER_CONNECTION)
                .handshakeTimeout(5, TimeUnit.SECONDS)
                // Clients ask every ten seconds whether the node still lives; the default of five minutes would close them.
                .permitKeepAliveTime(5, TimeUnit.SECONDS)
                .intercept(new RequestSize())
                .intercept(new SameCluster(clusterId))
                // The last one added is asked first: who calls is known when it matters.
                .intercept(new PeersOnly(names(config)))
                .intercept(new Caller());
        ssl.ifPresent(builder::sslContext);
        var mutations = new Mutations(consensus, Caller::name);
        List.of(new GroupCalls(answers, consensus, mutations, new GroupReader(config.demoLoopback()),
                new WireCheck(consensus, probe), new ServedZone(config.zone())),
                new NodeCalls(answers, consensus, config.node(), lease, mutations, fencing),
                new InstanceCalls(answers, consensus, config.node(), lease), new OperationCalls(answers, consensus),
                new ResourceCalls(answers, consensus, mutations), new HistoryCalls(answers, consensus),
                new ConfigCalls(answers, consensus), new HoldCalls(answers, consensus, mutations),
                new WatchCalls(feed))
                .forEach(service -> builder.addService(withRoles(service.bindService())));
        builder.addService(health.getHealthService()).addService(ProtoReflectionServiceV1.newInstance());
        more.forEach(builder::addService);
        try {
            var server = builder.build().start();
            health.setStatus(HealthStatusManager.SERVICE_NAME_ALL_SERVICES, ServingStatus.SERVING);
            health.setStatus("fci.v1", ServingStatus.SERVING);
            return new ApiServer(server, feed, health, calls);
        } catch (IOException e) {
            feed.close();
            calls.close();
            throw StartFailed.cannotListen(config, e);
        }
    }

    /// The port it listens on; of interest when the node file says 0.
    public int port() {
        return server.getPort();
    }

    /// Lets running calls end for a moment, then breaks them off.
    @Override
    public void close() {
        health.enterTerminalState();
        feed.close();
        server.shutdown();
        try {
            if (!server.awaitTermination(1, TimeUnit.SECONDS)) {
                server.shutdownNow();
                server.awaitTermination(1, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        calls.shutdownNow();
    }

    private static Set<String> names(NodeConfig config) {
        return config.nodes().keySet().stream().map(NodeName::value).collect(Collectors.toSet());
    }

    private static Optional<SslContext> sslOf(NodeConfig config) throws StartFailed {
        if (config.tls().isEmpty()) {
            // The node file was checked for it already. Here is where it would hurt.
            if (!config.insecure() && !config.address().isLoopbackAddress()) {
                throw new StartFailed("the API would be open to everybody on the network of "
                        + config.address().getHostAddress()
                        + ": give tls in the node file, or insecure: true on a network where you trust everybody");
            }
            return Optional.empty();
        }
        var tls = config.tls().get();
        try {
            return Optional.of(GrpcSslContexts.forServer(tls.certificate().toFile(), tls.key().toFile())
                    .trustManager(tls.ca().toFile())
                    .clientAuth(ClientAuth.REQUIRE)
                    .protocols("TLSv1.3")
                    .build());
        } catch (SSLException | IllegalArgumentException e) {
            throw StartFailed.badTls(tls, e);
        }
    }

    /// A call that nobody decided who may make must not be served by an oversight.
    private static ServerServiceDefinition withRoles(ServerServiceDefinition service) {
        for (var method : service.getMethods()) {
            var schema = (ProtoMethodDescriptorSupplier) method.getMethodDescriptor().getSchemaDescriptor();
            if (schema.getMethodDescriptor().getOptions()
                    .getExtension(OptionsProto.requiredRole) == Role.ROLE_UNSPECIFIED) {
                throw new IllegalStateException(
                        method.getMethodDescriptor().getFullMethodName() + " has no required_role");
            }
        }
        return service;
    }
}
