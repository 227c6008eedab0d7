package io.fci.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fci.config.NodeConfig.Tls;
import io.fci.core.log.Proposal;
import io.fci.core.state.NodeName;
import io.fci.journal.FakeJournal;
import io.fci.proto.journal.ForwardGrpc;
import io.fci.proto.journal.ForwardProto.Answered;
import io.fci.raft.forward.Decision;
import io.fci.raft.forward.ForwardService;
import io.fci.raft.forward.History;
import io.fci.v1.CreateGroupRequest;
import io.fci.v1.GroupServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    private Path directory;

    private final FakeJournal journal = new FakeJournal(new NodeName("n1"));

    private static ManagedChannel channel(int port, Tls trust, Optional<Tls> own) throws IOException {
        var ssl = GrpcSslContexts.forClient().trustManager(trust.ca().toFile());
        own.ifPresent(o -> ssl.keyManager(o.certificate().toFile(), o.key().toFile()));
        return NettyChannelBuilder.forAddress("127.0.0.1", port).sslContext(ssl.build()).build();
    }

    private static Status.Code create(ManagedChannel channel) {
        try {
            GroupServiceGrpc.newBlockingStub(channel).createGroup(
                    CreateGroupRequest.newBuilder().setGroup(TestNode.instance("orders", 50)).build());
            return Status.Code.OK;
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode();
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void onlyCertificatesOfTheAuthorityAreServedAndTheirNameIsRecorded() throws Exception {
        var authority = new TestCertificates(directory, "authority");
        var node = authority.issue("n1");
        var anna = authority.issue("anna");
        var stranger = new TestCertificates(directory, "elsewhere").issue("mallory");
        journal.decide(Proposal.of(TestNode.birth()));
        try (var server = ApiServer.start(TestNode.config("127.0.0.1", 0, Optional.of(node)), journal,
                AddressProbe.NONE, OwnLease.NONE, FencingCheck.NONE, List.of())) {
            assertThat(create(channel(server.port(), node, Optional.empty()))).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(create(channel(server.port(), node, Optional.of(stranger)))).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(create(NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build()))
                    .isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(journal.state().groups()).isEmpty();

            assertThat(create(channel(server.port(), node, Optional.of(anna)))).isEqualTo(Status.Code.OK);
            assertThat(journal.state().groups().values().iterator().next().versions().updatedBy()).isEqualTo("anna");
        }
    }

    /// The first thing a stream hears: an answer, or the code it is closed with.
    private static String hears(ManagedChannel channel) throws InterruptedException {
        var heard = new LinkedBlockingQueue<String>();
        try {
            ForwardGrpc.newStub(channel).propose(new StreamObserver<>() {
                @Override
                public void onNext(Answered answer) {
                    heard.add("welcome");
                }

                @Override
                public void onError(Throwable error) {
                    heard.add(Status.fromThrowable(error).getCode().name());
                }

                @Override
                public void onCompleted() {
                    heard.add("completed");
                }
            });
            return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void whatNodesSayToEachOtherIsForNodes() throws Exception {
        var authority = new TestCertificates(directory, "authority");
        var node = authority.issue("n1");
        var anna = authority.issue("anna");
        var config = TestNode.config("127.0.0.1", 0, Optional.of(node));
        var forward = new ForwardService(config.clusterId().toString(),
                proposal -> CompletableFuture.completedFuture(new Decision.NotAppended("not asked", false)),
                () -> History.Log.NONE,
                _ -> CompletableFuture.completedFuture(false));
        try (var server = ApiServer.start(config, journal, AddressProbe.NONE, OwnLease.NONE, FencingCheck.NONE,
                List.of(forward))) {
            assertThat(hears(channel(server.port(), node, Optional.of(anna)))).isEqualTo("PERMISSION_DENIED");
            assertThat(hears(channel(server.port(), node, Optional.of(node)))).isEqualTo("welcome");
        }
    }

    @Test
    void filesThatAreNotWhatTheyShouldBeAreOneSentence() throws Exception {
        var nonsense = Files.writeString(directory.resolve("nonsense.pem"), "nonsense");
        var config = TestNode.config("127.0.0.1", 0, Optional.of(new Tls(nonsense, nonsense, nonsense)));
        assertThat(catchThrowableOfType(StartFailed.class,
                () -> ApiServer.start(config, journal, AddressProbe.NONE, OwnLease.NONE, FencingCheck.NONE, List.of())))
                .hasMessageContaining(nonsense.toString()).hasMessageContaining("PKCS#8");
    }
}
