package io.fci.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.fci.v1.ClearGroupFailuresRequest;
import io.fci.v1.ConfirmNodeDownRequest;
import io.fci.v1.CreateGroupRequest;
import io.fci.v1.DrainNodeRequest;
import io.fci.v1.Event;
import io.fci.v1.FenceNodeRequest;
import io.fci.v1.FencingDevice;
import io.fci.v1.ListEventsRequest;
import io.fci.v1.ResumeNodeRequest;
import io.fci.v1.SafetyPolicy;
import io.fci.v1.SetLockRequest;
import io.fci.v1.SetMaintenanceRequest;
import io.fci.v1.UpdateNodeRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `fci node`: what is asked of the cluster, and what a person has to type before it is.
class NodeTest {
    private static final Function<String, Optional<String>> NOBODY = question -> Optional.empty();

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

    private int fci(Function<String, Optional<String>> person, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-e", cluster.endpoint()));
        return Fci.execute(new Terminal(new PrintWriter(out), new PrintWriter(err), false, person),
                all.toArray(String[]::new));
    }

    private <M extends Message> List<M> asked(Class<M> type) {
        return cluster.asked.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void aNodeIsConfirmedDownOnlyByItsNameTypedAgain() {
        assertThat(fci(NOBODY, "node", "confirm-down", "n2")).isEqualTo(ExitCode.USAGE.number());
        assertThat(err.toString()).contains("n2 is down: not heard for 512 ms", "give --confirm n2");
        assertThat(fci(q -> Optional.of("n1"), "node", "confirm-down", "n2")).isEqualTo(ExitCode.USAGE.number());
        assertThat(asked(ConfirmNodeDownRequest.class)).isEmpty();
        assertThat(fci(q -> Optional.of("n2\n"), "node", "confirm-down", "n2", "-c", "rack 7")).isZero();
        var request = asked(ConfirmNodeDownRequest.class).getFirst();
        assertThat(request.getConfirmName()).isEqualTo("n2");
        assertThat(request.getComment()).isEqualTo("rack 7");
        assertThat(request.getIncarnation()).as("of the life that was shown").isEqualTo(17);
        assertThat(out.toString()).contains("n2 is confirmed to be down");
    }

    @Test
    void maintenanceAndLocksAreOfWhatIsNamedAndSayHowTheyEnd() {
        assertThat(fci(NOBODY, "maintenance", "orders/app", "--for", "2h", "-c", "new disk")).isZero();
        assertThat(fci(NOBODY, "maintenance", "nodes/n1")).isZero();
        assertThat(fci(NOBODY, "maintenance", "orders", "--off")).isZero();
        assertThat(asked(SetMaintenanceRequest.class)).extracting(SetMaintenanceRequest::getName)
                .containsExactly("groups/orders/resources/app", "nodes/n1", "groups/orders");
        var first = asked(SetMaintenanceRequest.class).getFirst();
        assertThat(first.getDuration().getSeconds()).isEqualTo(7_200);
        assertThat(first.getReason()).isEqualTo("new disk");
        assertThat(asked(SetMaintenanceRequest.class)).extracting(SetMaintenanceRequest::getOn)
                .containsExactly(true, true, false);
        assertThat(fci(NOBODY, "lock", "orders/app", "-c", "backup")).isZero();
        assertThat(fci(NOBODY, "unlock", "orders/app")).isZero();
        assertThat(fci(NOBODY, "lock", "orders")).isEqualTo(ExitCode.USAGE.number());
        assertThat(asked(SetLockRequest.class)).extracting(SetLockRequest::getOn).containsExactly(true, false);
        assertThat(out.toString()).contains(
                "orders/app is in maintenance for 2h, or until fci maintenance orders/app --off.",
                "nodes/n1 is in maintenance, until fci maintenance nodes/n1 --off.",
                "orders is not in maintenance any more: its health is looked at.",
                "orders/app is locked, until fci unlock orders/app.", "orders/app is not locked.");
    }

    @Test
    void hostsAreThoseOfInstances() {
        assertThat(fci(NOBODY, "hosts")).isZero();
        assertThat(out.toString().lines()).first().asString().startsWith("# fci: begin ");
        assertThat(out.toString()).contains("10.77.0.50\torders.fci.test");
        assertThat(out.toString().lines()).last().isEqualTo("# fci: end");
    }

    @Test
    void aDrainSaysWhatMovedAndResumeBringsItBack() {
        assertThat(fci(NOBODY, "drain", "n4", "-c", "new disk", "--to", "n1", "--parallel", "2", "--force")).isZero();
        var request = asked(DrainNodeRequest.class).getFirst();
        assertThat(request.getReason()).isEqualTo("new disk");
        assertThat(request.getTargetNode()).isEqualTo("n1");
        assertThat(request.getMaxParallel()).isEqualTo(2);
        assertThat(request.getForce()).isTrue();
        assertThat(out.toString()).contains("n4 is drained: orders moved away.");
        assertThat(fci(NOBODY, "get", "nodes", "n4")).isZero();
        assertThat(out.toString()).contains("up, drained", "new disk (anna)");
        assertThat(fci(NOBODY, "resume", "n4", "--failback")).isZero();
        assertThat(asked(ResumeNodeRequest.class).getFirst().getFailback()).isTrue();
        assertThat(out.toString()).contains("n4 takes groups. orders comes back, as far as possible.");
    }

    @Test
    void aNodeCanKeepWhatItHas() {
        assertThat(fci(NOBODY, "drain", "n1", "--keep-groups")).isZero();
        assertThat(asked(DrainNodeRequest.class).getFirst().getKeepGroups()).isTrue();
        assertThat(out.toString()).contains("n1 takes no new groups; it keeps");
    }

    @Test
    void whyAGroupIsWhereItIsIsToldNodeByNode() {
        assertThat(fci(NOBODY, "explain", "orders")).isZero();
        assertThat(out.toString()).contains("orders is online on n1: first start of orders", "n1  owns it, epoch 5",
                "n2  number 1 to take it", "n3  takes no groups: it is paused by anna: new disk",
                "Next: if n1 is lost, n2 takes over.", "You can: fci resume n3");
        out.getBuffer().setLength(0);
        assertThat(fci(NOBODY, "why", "orders", "-o", "name")).isZero();
        assertThat(out.toString().lines()).containsExactly("n1", "n2");
    }

    @Test
    void failuresAreClearedForAGroupOrForOneResource() {
        assertThat(fci(NOBODY, "clear", "orders")).isZero();
        assertThat(out.toString()).contains("the failures of orders are forgotten, and it is online.");
        assertThat(fci(NOBODY, "clear", "orders", "app")).isZero();
        assertThat(asked(ClearGroupFailuresRequest.class).getLast().getResource()).isEqualTo("app");
        assertThat(out.toString()).contains("the failures of orders/app are forgotten; nothing had to start.");
    }

    @Test
    void theHistoryIsToldOldestFirstWithTheCauseBeforeWhatFollowed() {
        assertThat(fci(NOBODY, "history", "orders", "--since", "9h", "--severity", "error")).isZero();
        var request = asked(ListEventsRequest.class).getFirst();
        assertThat(request.getSubjectsList()).containsExactly("groups/orders");
        assertThat(request.getMinSeverity()).isEqualTo(Event.Severity.SEVERITY_ERROR);
        assertThat(request.hasSince()).isTrue();
        assertThat(out.toString().lines().toList()).satisfiesExactly(
                line -> assertThat(line).endsWith("! node n1 is lost"),
                line -> assertThat(line).endsWith("-> group orders starts on n2, epoch 7"));
    }

    @Test
    void scriptsGiveTheNameTwice() {
        assertThat(fci(NOBODY, "node", "confirm-down", "n2", "--confirm", "n3")).isZero();
        assertThat(asked(ConfirmNodeDownRequest.class).getFirst().getConfirmName()).as("judged by the cluster")
                .isEqualTo("n3");
    }

    @Test
    void aNodeIsTurnedOffOnlyAfterItsNameWasTyped() {
        assertThat(fci(NOBODY, "node", "fence", "n2")).isEqualTo(ExitCode.USAGE.number());
        assertThat(asked(FenceNodeRequest.class)).isEmpty();
        assertThat(fci(NOBODY, "node", "fence", "n2", "--yes", "-c", "smoke")).isZero();
        assertThat(asked(FenceNodeRequest.class).getFirst().getComment()).isEqualTo("smoke");
        assertThat(out.toString()).contains("n2 is confirmed to be off");
    }

    @Test
    void aDeviceIsAddedToThoseThatAreThere() {
        assertThat(fci(NOBODY, "node", "fencing", "n2", "--set", "pdu", "--agent", "fence_apc", "--param", "plug=3",
                "--run-on", "n1,n3", "--agent-timeout", "20s")).isZero();
        var sent = asked(UpdateNodeRequest.class).getFirst().getNode();
        assertThat(sent.getMeta().getEtag()).as("nobody else's change is overwritten").isEqualTo("3");
        assertThat(sent.getSpec().getFencingDevicesList()).extracting(FencingDevice::getId).containsExactly("ipmi",
                "pdu");
        assertThat(sent.getSpec().getFencingDevices(1).getLevel()).isEqualTo(2);
        assertThat(sent.getSpec().getFencingDevices(1).getTimeout().getSeconds()).isEqualTo(20);
        assertThat(fci(NOBODY, "node", "fencing", "n2", "--remove", "pdu")).isEqualTo(ExitCode.USAGE.number());
        assertThat(fci(NOBODY, "node", "fencing", "n2", "--set", "pdu")).isEqualTo(ExitCode.USAGE.number());
        assertThat(fci(NOBODY, "node", "fencing", "n2", "--remove", "ipmi")).isZero();
        assertThat(asked(UpdateNodeRequest.class).getLast().getNode().getSpec().getFencingDevicesCount()).isZero();
    }

    @Test
    void aGroupIsCreatedWithItsTakeoverPolicy() {
        assertThat(fci(NOBODY, "create", "sql", "--ip", "10.77.0.50/24", "--takeover", "lease-and-fence", "--failback",
                "22:00-04:00@Europe/Berlin", "--apart", "db", "--priority", "900")).isZero();
        assertThat(asked(CreateGroupRequest.class).getFirst().getGroup().getSpec().getSafety().getTakeover())
                .isEqualTo(SafetyPolicy.Takeover.TAKEOVER_LEASE_AND_FENCE);
        var spec = asked(CreateGroupRequest.class).getFirst().getGroup().getSpec();
        assertThat(spec.getFailback().getWindowEnd()).isEqualTo("04:00");
        assertThat(spec.getFailback().getTimeZone()).isEqualTo("Europe/Berlin");
        assertThat(spec.getPlacement().getAntiAffinityKeysList()).containsExactly("db");
        assertThat(spec.getPriority()).isEqualTo(900);
        assertThat(fci(NOBODY, "create", "sql", "--ip", "10.77.0.50/24", "--failback", "at night"))
                .isEqualTo(ExitCode.USAGE.number());
        assertThat(fci(NOBODY, "create", "sql", "--ip", "10.77.0.50/24", "--takeover", "never"))
                .isEqualTo(ExitCode.USAGE.number());
    }
}
