package io.fci.client;

import static io.fci.client.ScriptedNode.answer;
import static io.fci.client.ScriptedNode.header;
import static io.fci.client.ScriptedNode.refuse;
import static io.fci.client.ScriptedNode.silence;
import static io.fci.client.ScriptedNode.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.Code;
import io.fci.v1.CreateGroupResponse;
import io.fci.v1.ErrorReason;
import io.fci.v1.GetGroupResponse;
import io.fci.v1.Group;
import io.fci.v1.ResponseHeader;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallsTest {
    private static final Group ORDERS = Group.newBuilder().setName("groups/orders").build();

    private ScriptedNode one;
    private ScriptedNode two;

    @BeforeEach
    void start() throws IOException {
        one = new ScriptedNode();
        two = new ScriptedNode();
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
    }

    private FciClient client(String... endpoints) {
        return FciClient.builder()
                .endpoints(endpoints)
                .plaintext()
                .budget(Duration.ofMillis(1_500))
                .attempt(Duration.ofMillis(300))
                .build();
    }

    private static CreateGroupResponse created() {
        return CreateGroupResponse.newBuilder().setHeader(header(7)).setGroup(ORDERS).build();
    }

    private static GetGroupResponse got(String cluster) {
        return GetGroupResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setClusterId(cluster))
                .setGroup(ORDERS)
                .build();
    }

    /// A port that nobody listens on.
    private static String deadEndpoint() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    @Test
    void everyAttemptOfAMutationCarriesTheSameRequestId() {
        one.onCreate(silence());
        two.onCreate(refuse(status(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_OUTCOME_UNKNOWN, "lost the leader")))
                .onCreate(answer(created()));
        one.onCreate(refuse(status(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_NO_LEADER, "election")));
        try (var client = client(one.endpoint(), two.endpoint())) {
            var committed = client.groups().create(ORDERS);

            assertThat(committed.revision()).isEqualTo(7);
        }
        var ids = new HashSet<String>();
        one.created.forEach(r -> ids.add(r.getRequestId()));
        two.created.forEach(r -> ids.add(r.getRequestId()));
        assertThat(one.created.size() + two.created.size()).isGreaterThanOrEqualTo(4);
        assertThat(ids).hasSize(1).allMatch(id -> id.length() == 36);
    }

    @Test
    void aRequestIdOfTheCallersOwnIsKept() {
        one.onCreate(answer(created()));
        try (var client = client(one.endpoint())) {
            client.groups().create(ORDERS, r -> r.setRequestId("CHG-4711"));
        }
        assertThat(one.created.get(0).getRequestId()).isEqualTo("CHG-4711");
    }

    @Test
    void aMutationThatNoNodeTookIsNotDone() throws IOException {
        one.onCreate(refuse(status(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_NO_QUORUM, "n1 is alone")));
        try (var client = client(deadEndpoint(), one.endpoint())) {
            var thrown = catchThrowableOfType(NotDoneException.class, () -> client.groups().create(ORDERS));

            assertThat(thrown.reason()).isEqualTo(ErrorReason.ERROR_REASON_NO_QUORUM);
            assertThat(thrown).hasMessageContaining("within 1500 ms").hasMessageContaining("n1 is alone")
                    .hasMessageContaining("Connection refused");
        }
    }

    @Test
    void aMutationThatWasSentAndNotAnsweredMayBeDone() {
        one.onCreate(silence());
        two.onCreate(refuse(status(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_NO_QUORUM, "n2 is alone")));
        try (var client = client(one.endpoint(), two.endpoint())) {
            var thrown = catchThrowableOfType(MaybeDoneException.class,
                    () -> client.groups().create(ORDERS, r -> r.setRequestId("mine")));

            // That the last node certainly did nothing says nothing about the first one.
            assertThat(thrown.requestId()).isEqualTo("mine");
            assertThat(thrown).hasMessageContaining("may have been done").hasMessageContaining("mine");
        }
    }

    @Test
    void aMutationThatMetABugMayBeDoneAndIsNotRetried() {
        one.onCreate(refuse(status(Code.INTERNAL, ErrorReason.ERROR_REASON_INTERNAL, "a mistake")));
        try (var client = client(one.endpoint())) {
            var thrown = catchThrowableOfType(MaybeDoneException.class, () -> client.groups().create(ORDERS));

            assertThat(thrown).hasMessageContaining("a mistake");
        }
        assertThat(one.created).hasSize(1);
    }

    @Test
    void aReadThatMetABugIsTheServersFault() {
        one.onGet(refuse(status(Code.INTERNAL, ErrorReason.ERROR_REASON_INTERNAL, "a mistake")));
        try (var client = client(one.endpoint())) {
            assertThat(catchThrowableOfType(ServerException.class, () -> client.groups().get("orders")).metadata())
                    .containsEntry("fact", "value");
        }
    }

    @Test
    void refusalsAreTypedAndNotRetried() {
        one.onGet(refuse(status(Code.NOT_FOUND, ErrorReason.ERROR_REASON_GROUP_NOT_FOUND, "no such group")))
                .onCreate(refuse(status(Code.ALREADY_EXISTS, ErrorReason.ERROR_REASON_GROUP_EXISTS, "exists")))
                .onCreate(refuse(status(Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_NO_ELIGIBLE_NODE, "none")))
                .onCreate(refuse(status(Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_INVALID_FIELD, "bad")))
                .onCreate(refuse(Status.UNAUTHENTICATED.withDescription("who are you").asRuntimeException()));
        try (var client = client(one.endpoint())) {
            var groups = client.groups();
            assertThat(catchThrowableOfType(NotFoundException.class, () -> groups.get("x")))
                    .hasMessage("no such group");
            assertThat(catchThrowableOfType(ConflictException.class, () -> groups.create(ORDERS))).hasMessage("exists");
            assertThat(catchThrowableOfType(PreconditionException.class, () -> groups.create(ORDERS)))
                    .hasMessage("none");
            assertThat(catchThrowableOfType(InvalidException.class, () -> groups.create(ORDERS))).hasMessage("bad");
            assertThat(catchThrowableOfType(DeniedException.class, () -> groups.create(ORDERS)))
                    .hasMessageContaining("who are you");
        }
        assertThat(one.created).hasSize(4);
    }

    @Test
    void aDeadNodeCostsOneAttemptAndThenNoMore() throws IOException {
        one.onGet(answer(got(ScriptedNode.CLUSTER)));
        try (var client = client(deadEndpoint(), one.endpoint())) {
            client.groups().get("orders");
            client.groups().get("orders");
        }
        assertThat(one.asked).hasSize(2);
    }

    @Test
    void anotherClusterIsNotListenedTo() {
        one.onGet(answer(got(ScriptedNode.CLUSTER)))
                .onGet(refuse(status(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_NODE_NOT_READY, "stopping")));
        two.onGet(answer(got("another")));
        try (var client = client(one.endpoint(), two.endpoint())) {
            client.groups().get("orders");

            var thrown = catchThrowableOfType(UnavailableException.class, () -> client.groups().get("orders"));
            assertThat(thrown).hasMessageContaining("belongs to cluster another");
        }
        // So that a mutation would be refused there before anything is done.
        assertThat(two.headers.get(0).get(Cluster.HEADER)).isEqualTo(ScriptedNode.CLUSTER);
    }

    @Test
    void aClusterThatIsExpectedFromTheStartIsHeldToIt() {
        one.onGet(answer(got("another")));
        try (var client = FciClient.builder().endpoints(one.endpoint()).plaintext().clusterId("mine").build()) {
            var thrown = catchThrowableOfType(UnavailableException.class, () -> client.groups().get("orders"));

            assertThat(thrown.reason()).isEqualTo(ErrorReason.ERROR_REASON_WRONG_CLUSTER);
        }
    }

    @Test
    void aRequestThatNoNodeWouldReadIsNotSent() {
        one.onCreate(answer(created()));
        var large = Group.newBuilder().setName("x".repeat(5 << 20)).build();
        try (var client = client(one.endpoint())) {
            var thrown = catchThrowableOfType(LimitException.class, () -> client.groups().create(large));

            assertThat(thrown.reason()).isEqualTo(ErrorReason.ERROR_REASON_LIMIT_EXCEEDED);
            assertThat(thrown).hasMessageContaining("the most a node accepts is 4194304");
        }
        assertThat(one.created).isEmpty();
    }

    @Test
    void anInterruptedCallEndsAndKeepsTheInterrupt() {
        one.onGet(refuse(status(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_NO_LEADER, "election")));
        try (var client = client(one.endpoint())) {
            Thread.currentThread().interrupt();

            catchThrowableOfType(UnavailableException.class, () -> client.groups().get("orders"));

            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
