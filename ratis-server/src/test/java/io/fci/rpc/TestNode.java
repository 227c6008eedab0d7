package io.fci.rpc;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.fci.config.NodeConfig;
import io.fci.core.log.Command;
import io.fci.core.log.Outcome;
import io.fci.core.log.Proposal;
import io.fci.core.state.Node;
import io.fci.core.state.NodeName;
import io.fci.guard.wire.Profile;
import io.fci.journal.FakeJournal;
import io.fci.journal.Journal;
import io.fci.v1.Group;
import io.fci.v1.IpAddress;
import io.fci.v1.NetworkName;
import io.fci.v1.Process;
import io.fci.v1.Resource;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/// A real API server on loopback over a journal in memory, of a cluster of three nodes that are up.
final class TestNode implements AutoCloseable {
    static final UUID CLUSTER = UUID.fromString("6f1c2f6e-0000-4000-8000-000000000001");

    final FakeJournal journal = new FakeJournal(new NodeName("n1"));
    final ApiServer server;
    final ManagedChannel channel;

    TestNode() throws StartFailed {
        this(j -> j);
    }

    interface Between {
        Journal of(Journal journal);
    }

    /// @param between what the server sees of the journal
    TestNode(Between between) throws StartFailed {
        this(between, OwnLease.NONE);
    }

    TestNode(Between between, OwnLease lease) throws StartFailed {
        server = ApiServer.start(config("127.0.0.1", 0, Optional.empty()), between.of(journal), AddressProbe.NONE,
                lease, FencingCheck.NONE,
                List.of());
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
        decide(birth());
        Stream.of("n1", "n2", "n3").forEach(n -> decide(
                new Command.GuardUp(new NodeName(n), "guard-" + n, 0, "lan", List.of(), List.of("10.77.0.0/24"))));
    }

    static NodeConfig config(String address, int port, Optional<NodeConfig.Tls> tls) {
        var nodes = new TreeMap<NodeName, InetAddress>();
        try {
            nodes.put(new NodeName("n1"), InetAddress.getByName(address));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(address, e);
        }
        return new NodeConfig(CLUSTER, "test", new NodeName("n1"), nodes, Path.of("/nowhere"), Path.of("/nowhere"),
                new NodeConfig.Ports(port, 0, 0, 0), "fci.test", Profile.LAN, NodeConfig.SelfFence.KILL,
                Optional.empty(),
                tls, Optional.empty(), false, OptionalInt.empty(), false, Optional.empty());
    }

    static Command birth() {
        return new Command.ClusterInit(CLUSTER.toString(), Stream.of("n1", "n2", "n3").map(TestNode::member).toList());
    }

    private static Command.ClusterInit.Member member(String name) {
        var host = "10.77.0.1" + name.charAt(1);
        return new Command.ClusterInit.Member(new NodeName(name),
                new Node.Addresses(host + ":7400", host + ":7401", host + ":7402"), true);
    }

    Outcome.Accepted decide(Command command) {
        var outcome = journal.decide(Proposal.of(command));
        Assertions.assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        return (Outcome.Accepted) outcome;
    }

    /// The classic instance, with a last number for its address.
    static Group instance(String name, int host) {
        var group = Group.newBuilder().setName(name);
        group.getSpecBuilder()
                .addResources(Resource.newBuilder().setId("ip")
                        .setIpAddress(IpAddress.newBuilder().setAddress("10.77.0." + host + "/24")));
        var networkName = Resource.newBuilder().setId("name")
                .setNetworkName(NetworkName.newBuilder().setFqdn(name + ".fci.test"));
        networkName.addDependsOnBuilder().addAnyOf("ip");
        var process = Resource.newBuilder().setId("process").setProcess(Process.newBuilder().addCommand("/bin/cat"));
        process.addDependsOnBuilder().addAnyOf("name");
        group.getSpecBuilder().addResources(networkName).addResources(process);
        return group.build();
    }

    static String reason(StatusRuntimeException e) {
        return info(e).getReason();
    }

    static ErrorInfo info(StatusRuntimeException e) {
        var status = StatusProto.fromThrowable(e);
        for (Any detail : status.getDetailsList()) {
            if (detail.is(ErrorInfo.class)) {
                try {
                    return detail.unpack(ErrorInfo.class);
                } catch (com.google.protobuf.InvalidProtocolBufferException broken) {
                    throw new AssertionError(broken);
                }
            }
        }
        throw new AssertionError("no ErrorInfo in " + status);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        server.close();
    }
}
