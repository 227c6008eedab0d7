package io.fci.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fci.core.state.GroupSpec;
import io.fci.core.state.NodeName;
import io.fci.core.state.ResourceKind;
import io.fci.core.state.ResourceName;
import io.fci.core.state.ResourcePolicy;
import io.fci.core.state.ResourcePolicy.OnFailure;
import io.fci.core.state.ResourceSpec;
import io.fci.core.state.Sorted;
import io.fci.hands.Command;
import io.fci.hands.FakeHands;
import io.fci.hands.HandsRefused;
import io.fci.hands.HandsRefused.Reason;
import io.fci.hands.Ownership;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentsTest {
    private static final Ownership ORDERS = new Ownership(1, "orders", 7);
    private static final InetAddress VIP = InetAddress.ofLiteral("10.77.0.50");
    private static final ResourcePolicy POLICY = new ResourcePolicy(OnFailure.RESTART_THEN_FAIL_OVER, 1, 900_000, 500,
            5_000, 60_000, 20, OptionalLong.empty());
    private static final ResourceSpec IP = new ResourceSpec(new ResourceName("ip"), List.of(), POLICY,
            new ResourceKind.IpAddress("10.77.0.50", 24, Optional.empty(), ResourceKind.Announce.DEFAULT, true));
    private static final ResourceSpec NAME = new ResourceSpec(new ResourceName("name"), List.of(), POLICY,
            new ResourceKind.NetworkName("orders.fci.test", 5));
    private static final ResourceSpec WEB = new ResourceSpec(new ResourceName("web"), List.of(), POLICY,
            new ResourceKind.Process(List.of("/bin/web"), Sorted.with(Sorted.<String, String>empty(), "COLOR", "red"),
                    Optional.of("web"), Optional.empty(), 10));
    private static final GroupSpec SPEC = new GroupSpec(List.of(), List.of(), GroupSpec.FailoverPolicy.DEFAULT,
            List.of(IP, NAME, WEB), "");

    private final FakeHands hands = new FakeHands();
    private final Ending ending = new Ending(() -> {});
    private final Agents agents = new Agents(hands, new NodeName("n1"));

    @BeforeEach
    void open() throws HandsRefused {
        hands.listen(new Exits(ending));
        hands.adopt(UUID.randomUUID(), 1, 0, List.of());
        hands.hold();
        hands.open(ORDERS);
    }

    @Test
    void aProcessKnowsWhereItBelongs() throws Exception {
        agent(WEB).start();
        assertThat(hands.started("orders", "web").orElseThrow()).isEqualTo(new Command(List.of("/bin/web"),
                Map.of("COLOR", "red", "FCI_GROUP", "orders", "FCI_RESOURCE", "web", "FCI_NODE", "n1", "FCI_EPOCH", "7",
                        "FCI_NAME", "orders.fci.test", "FCI_ADDRESSES", "10.77.0.50"),
                Optional.of("web"), Optional.empty()));
    }

    @Test
    void aProcessIsAskedToEndAndThenEverythingOfItIsKilled() throws Exception {
        var web = agent(WEB);
        web.start();
        web.stop();
        web.stop();
        assertThat(hands.done()).endsWith("signal 10 orders.7 web", "kill orders.7 web", "kill orders.7 web");
        assertThatThrownBy(web::check).isInstanceOf(AgentFailed.class).hasMessageContaining("signal 10");
    }

    @Test
    void aProcessThatDoesNotEndInTimeIsKilled() throws Exception {
        hands.stubborn("web");
        var web = agent(WEB);
        web.start();
        web.check();
        web.stop();
        assertThat(hands.runs("orders", "web")).isFalse();
    }

    @Test
    void aProcessThatCannotBeAskedIsKilled() throws Exception {
        var web = agent(WEB);
        web.start();
        hands.faults().refuse("signal", Reason.INVALID);
        web.stop();
        assertThat(hands.runs("orders", "web")).isFalse();
    }

    @Test
    void aProcessIsNotKilledUnaskedBecauseTheGuardHasNoTime() throws Exception {
        var web = agent(WEB);
        web.start();
        hands.faults().refuseNext("signal", Reason.BUSY);
        assertThatThrownBy(web::stop).isInstanceOf(HandsRefused.class);
        assertThat(hands.runs("orders", "web")).isTrue();
        web.stop();
        assertThat(hands.runs("orders", "web")).isFalse();
    }

    @Test
    void aStartThatEndsAtOnceIsAFailureInTheProcesssOwnWords() {
        hands.shortLived("web");
        assertThatThrownBy(agent(WEB)::start).isInstanceOf(AgentFailed.class).hasMessageContaining("status 1");
    }

    @Test
    void whatWasNeverStartedCanBeStopped() throws Exception {
        for (var resource : List.of(IP, NAME, WEB)) {
            agent(resource).stop();
        }
    }

    @Test
    void anAddressIsThereOrItsCheckFails() throws Exception {
        var ip = agent(IP);
        ip.start();
        ip.check();
        assertThat(hands.has(VIP)).isTrue();
        hands.takeAway(VIP);
        assertThatThrownBy(ip::check).isInstanceOf(AgentFailed.class).hasMessageContaining("10.77.0.50");
        ip.start();
        ip.stop();
        ip.stop();
        assertThat(hands.has(VIP)).isFalse();
    }

    @Test
    void anAddressThatWasHandedOverIsThereAtOnceAndItsFirstCheckAsksTheWire() throws Exception {
        var ip = handedOver(IP);
        assertThat(ip.leavesDoubt()).isTrue();
        ip.start();
        assertThat(hands.done()).doesNotContain("confirm 10.77.0.50 orders.7 ip");
        ip.check();
        ip.check();
        assertThat(hands.done()).containsOnlyOnce("confirm 10.77.0.50 orders.7 ip");
    }

    @Test
    void whoTookAnAddressBetweenTwoOwnersIsFoundByTheFirstCheck() throws Exception {
        hands.takenElsewhere(VIP);
        var ip = handedOver(IP);
        ip.start();
        assertThatThrownBy(ip::check).isInstanceOf(AgentFailed.class).hasMessageContaining("in use");
        ip.stop();
        assertThat(hands.has(VIP)).isFalse();
    }

    @Test
    void aNameNeedsNothingOnTheNode() throws Exception {
        var name = agent(NAME);
        name.start();
        name.check();
        name.stop();
        assertThat(hands.done()).containsExactly("adopt 1", "open orders.7");
    }

    private Agent handedOver(ResourceSpec resource) {
        return agents.agent(ORDERS, SPEC, resource, true, ending);
    }

    private Agent agent(ResourceSpec resource) {
        return agents.agent(ORDERS, SPEC, resource, false, ending);
    }
}
