package io.fci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.rpc.Code;
import io.fci.v1.CreateGroupRequest;
import io.fci.v1.DeleteGroupRequest;
import io.fci.v1.ErrorReason;
import io.fci.v1.GroupSpec.DesiredState;
import io.fci.v1.MoveGroupRequest;
import io.fci.v1.Operation;
import io.fci.v1.Resource;
import io.grpc.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FciTest {
    private FakeCluster cluster;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws IOException {
        cluster = new FakeCluster();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private int fci(String... arguments) {
        return fci(false, arguments);
    }

    private int fci(boolean decorated, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        if (!all.isEmpty() && !all.contains("-e") && !all.contains("version")) {
            all.addAll(List.of("-e", cluster.endpoint()));
        }
        return Fci.execute(new Terminal(new PrintWriter(out), new PrintWriter(err), decorated),
                all.toArray(String[]::new));
    }

    private <M extends Message> M asked(Class<M> type) {
        return cluster.asked.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
    }

    @Test
    void createBuildsTheClassicInstanceAndWaitsForIt() {
        int code = fci("create", "orders", "--ip", "10.77.0.50/24", "--ip6", "fd77::50/64", "--name", "orders.fci.test",
                "--process", "/usr/bin/python3 -m 'http server'", "--user", "www", "--possible", "n1,n2", "--preferred",
                "n2", "--request-id", "mine");

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString()).isEqualTo("""
                  stop        process           n1        0.62s
                  assign      epoch 47          n2        0.01s
                  start       process           n2        0.21s
                orders is online on n1: orders.fci.test (10.77.0.50)
                """);
        var request = asked(CreateGroupRequest.class);
        assertThat(request.getRequestId()).isEqualTo("mine");
        var spec = request.getGroup().getSpec();
        assertThat(spec.getResourcesList()).extracting(Resource::getId).containsExactly("ip", "ip6", "name", "process");
        assertThat(spec.getResources(3).getProcess().getCommandList()).containsExactly("/usr/bin/python3", "-m",
                "http server");
        assertThat(spec.getResources(3).getProcess().getUser()).isEqualTo("www");
        assertThat(spec.getDesiredState()).isEqualTo(DesiredState.DESIRED_STATE_ONLINE);
        assertThat(spec.getPlacement().getPossibleNodesList()).containsExactly("n1", "n2");
        assertThat(spec.getPlacement().getPreferredNodesList()).containsExactly("n2");
    }

    @Test
    void aNodeIsShownWithWhatItsGuardCounts() {
        assertThat(fci("get", "node", "n1")).isZero();
        assertThat(out.toString()).contains("no lease acknowledgements from n3 (UDP port 7402)").contains(
                """

                        lease of n1 since its guard started: 2 near misses, least left 70 ms; the guard stood still for up to 180 ms, \
                        1 times for too long; 5000 datagrams of strangers
                        PEER  ACKNOWLEDGED  MISSED  MALFORMED  UNSEALED  REPEATED  MISNAMED  UNSENT
                        n2    12 ms ago     3       0          0         17        0         0
                        n3    61000 ms ago  1220    0          0         0         0         4
                        """);
    }

    @Test
    void createOfflineAsksForIt() {
        assertThat(fci("create", "orders", "--offline", "--no-wait", "-o", "name")).isZero();
        assertThat(asked(CreateGroupRequest.class).getGroup().getSpec().getDesiredState())
                .isEqualTo(DesiredState.DESIRED_STATE_OFFLINE);
        assertThat(out.toString()).isEqualTo("orders\n");
    }

    @Test
    void moveShowsItsStepsAndTheMeasuredOutage() {
        assertThat(fci("move", "orders", "n2", "--from", "n1")).isZero();
        assertThat(out.toString()).isEqualTo("""
                move orders  n1 -> n2
                  stop        process           n1        0.62s
                  assign      epoch 47          n2        0.01s
                  start       process           n2        0.21s
                orders is on n2. Outage 1.63s.  operation 12
                """);
        assertThat(asked(MoveGroupRequest.class).getExpectedOwner()).isEqualTo("n1");
    }

    @Test
    void onATerminalThereAreMarks() {
        assertThat(fci(true, "move", "orders", "n2")).isZero();
        assertThat(out.toString()).contains("  ✓ stop ").contains("✓ orders is on n2.");
    }

    @Test
    void aDryRunAndAMoveThatIsNotAwaitedSaySo() {
        assertThat(fci("move", "orders", "--dry-run")).isZero();
        assertThat(fci("move", "orders", "--no-wait")).isZero();
        assertThat(out.toString()).isEqualTo("""
                would move orders  n1 -> n2
                It can be done. Nothing was changed.
                move orders  n1 -> n2
                It is committed and goes on.  operation 12
                """);
    }

    @Test
    void anOperationThatFailsOrGoesOnHasItsOwnExitCode() {
        cluster.ended = FakeCluster.operation(Operation.State.STATE_FAILED);
        assertThat(fci("move", "orders")).isEqualTo(9);
        assertThat(err.toString()).isEqualTo("error: operation 12 failed: process did not start\n");
        err.getBuffer().setLength(0);
        cluster.ended = FakeCluster.operation(Operation.State.STATE_RUNNING);
        assertThat(fci("move", "orders", "--timeout", "200ms")).isEqualTo(8);
        assertThat(err.toString()).isEqualTo("error: operation 12 has not ended within 0.2 s; it goes on\n");
    }

    @Test
    void onlineOfflineAndDelete() {
        assertThat(fci("online", "orders")).isZero();
        assertThat(fci("offline", "orders", "-o", "json")).isZero();
        assertThat(fci("delete", "orders", "--force")).isZero();
        assertThat(asked(DeleteGroupRequest.class).getForce()).isTrue();
        assertThat(out.toString()).contains("orders is online on n2.  operation 12")
                .contains("\"name\": \"12\"")
                .contains("orders is deleted.");
    }

    @Test
    void statusIsOneScreen() {
        assertThat(fci("status")).isZero();
        assertThat(out.toString()).isEqualTo("""
                DEGRADED  1 of 2 nodes up, leader n1, revision 47

                  ATTENTION
                  ! n2 is down: not heard for 512 ms by n1, n3

                  NODES  STATE  SINCE  GROUPS  NOTE
                  n1 *   up     -      1       -
                  n2     down   -      0       not heard for 512 ms by n1, n3

                  GROUPS  STATE   OWNER  EPOCH  SINCE   STANDBY  ADDRESS     LAST CHANGE
                  orders  online  n1     40     %s  n2       10.77.0.50  -
                """.formatted(sinceTheEpoch()));
    }

    /// The fake's resources are in their state since 1970.
    private static String sinceTheEpoch() {
        return Durations.ago(Duration.ofMillis(System.currentTimeMillis()));
    }

    @Test
    void statusForProgramsHasShortNamesButLeavesOtherTextsAlone() {
        assertThat(fci("status", "-o", "json")).isZero();
        assertThat(out.toString()).startsWith("{\n  \"cluster\": {")
                .contains("\"node\": \"n1\"", "\"owner\": \"n1\"", "\"ownedGroups\": [\"orders\"]",
                        "\"possibleNodes\": [\"n1\", \"n2\"]", "\"groups/not-a-name\"", "\"ownerEpoch\": \"40\"")
                .doesNotContain("nodes/");
    }

    @Test
    void withoutAMajorityStatusTellsWhatOneNodeKnows() {
        cluster.refusal = Optional
                .of(FakeCluster.refusal(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_NO_QUORUM, "alone"));
        assertThat(fci("status")).isEqualTo(6);
        assertThat(out.toString()).startsWith("NO QUORUM  1 of 2 nodes up, leader n1, revision 47."
                + " What follows is what n1 knew 42s ago\n").contains("orders  online");
        assertThat(err.toString()).startsWith("error: ").contains("alone").doesNotContain("\tat ");
        assertThat(fci("status", "--local")).isZero();
    }

    @Test
    void watchingPaintsAgainUntilItMayNot() {
        cluster.refusal = Optional.of(Status.UNAUTHENTICATED.withDescription("who are you").asRuntimeException());
        assertThat(fci("status", "-w", "--local")).isEqualTo(7);
        assertThat(out.toString()).contains("DEGRADED");
    }

    @Test
    void getPrintsTablesNamesAndJson() {
        assertThat(fci("get", "groups", "-o", "name")).isZero();
        assertThat(fci("get", "nodes")).isZero();
        assertThat(fci("get", "operations")).isZero();
        assertThat(fci("get", "group", "orders", "-o", "json")).isZero();
        assertThat(fci("get", "groups", "-o", "json")).isZero();
        assertThat(out.toString()).startsWith("orders\nNODES  STATE").contains("12         move  orders  succeeded")
                .contains("\n{\n  \"name\": \"orders\"").contains("{\n  \"groups\": [\n");
        assertThat(fci("get", "tapes")).isEqualTo(2);
    }

    @Test
    void aNodeShowsWhatItsGuardDidAtTheLastLoss() {
        assertThat(fci("get", "node", "n1")).isZero();
        assertThat(out.toString()).containsPattern("n1 +41 +2.3ms +the lease ended +processes 1.3ms");
    }

    @ParameterizedTest
    @CsvSource({"INVALID_ARGUMENT,INVALID_FIELD,2", "NOT_FOUND,GROUP_NOT_FOUND,3", "ALREADY_EXISTS,GROUP_EXISTS,4",
            "ABORTED,OPERATION_IN_PROGRESS,4", "FAILED_PRECONDITION,NO_ELIGIBLE_NODE,5",
            "RESOURCE_EXHAUSTED,LIMIT_EXCEEDED,1",
            "UNAUTHENTICATED,NO_CREDENTIALS,7", "INTERNAL,INTERNAL,6"})
    void everyRefusalIsOneLineAndAnExitCode(Code code, String reason, int exit) {
        cluster.refusal = Optional.of(
                FakeCluster.refusal(code, ErrorReason.valueOf("ERROR_REASON_" + reason),
                        "there is no node n9. Nodes: n1, n2"));
        assertThat(fci("move", "orders", "n9")).isEqualTo(exit);
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(err.toString()).startsWith("error: there is no node n9. Nodes: n1, n2");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void wrongUseIsExplainedInOneLineWithAHint() {
        assertThat(fci("moove", "orders")).isEqualTo(2);
        assertThat(err.toString()).startsWith("error: ").contains("Did you mean").contains("move");
        err.getBuffer().setLength(0);
        assertThat(fci("create", "orders", "--process", "a 'b")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("error: the quote ' at position 3 of the command is not closed\n");
        err.getBuffer().setLength(0);
        assertThat(fci("move", "orders", "--timeout", "5")).isEqualTo(2);
        assertThat(err.toString()).contains("'5' is not a duration");
        assertThat(fci()).isEqualTo(2);
        assertThat(fci("status", "-e", "n1:x")).isEqualTo(2);
        assertThat(fci("status", "--tls-ca", "/nowhere")).isEqualTo(2);
        assertThat(cluster.asked).isEmpty();
    }

    @Test
    void nobodyThereIsSaidWithTheReason() throws IOException {
        String dead;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = "127.0.0.1:" + socket.getLocalPort();
        }
        assertThat(fci("status", "-e", dead)).isEqualTo(6);
        assertThat(err.toString())
                .isEqualTo("error: no node could answer within 3 s: " + dead + ": Connection refused\n");
    }

    @Test
    void versionAndHelpNeedNoCluster() {
        assertThat(fci("version")).isZero();
        assertThat(out.toString()).startsWith("fci ");
        assertThat(Fci.execute(new Terminal(new PrintWriter(out), new PrintWriter(err), false), "create", "--help"))
                .isZero();
        assertThat(out.toString()).contains("--process").contains("FCI_ENDPOINTS");
    }
}
