package io.fci.hands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fci.hands.HandsRefused.Reason;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FakeHandsTest {
    private static final Ownership ORDERS = new Ownership(1, "orders", 7);
    private static final Command SLEEP = new Command(List.of("sleep", "1"), Map.of(), Optional.empty(),
            Optional.empty());
    private static final InetAddress VIP = InetAddress.ofLiteral("10.0.0.50");

    private final FakeHands hands = new FakeHands();
    private final RecordedEvents events = new RecordedEvents();

    @Test
    void itKeepsTheRulesOfAGuard() throws Exception {
        hands.listen(events);
        refused(() -> hands.open(ORDERS), Reason.NOT_CURRENT);
        hands.adopt(UUID.randomUUID(), 1, 1, List.of());
        refused(() -> hands.open(ORDERS), Reason.NO_LEASE);
        hands.hold();
        assertThat(events.next()).isEqualTo("held 1");
        refused(() -> hands.spawn(ORDERS, "web", SLEEP), Reason.NOT_RUNNING);
        hands.open(ORDERS);
        hands.spawn(ORDERS, "web", SLEEP);
        refused(() -> hands.spawn(ORDERS, "web", SLEEP), Reason.ALREADY_RUNNING);
        hands.addAddress(ORDERS, "ip", Address.of(VIP, 24));
        refused(() -> hands.close(ORDERS), Reason.NOT_STOPPED);
        refused(() -> hands.open(new Ownership(1, "orders", 8)), Reason.NOT_STOPPED);
        hands.kill(ORDERS, "web");
        assertThat(events.next()).isEqualTo("exited orders.7 web 0 9");
        hands.removeAddress(ORDERS, "ip", VIP);
        hands.close(ORDERS);
        refused(() -> hands.open(ORDERS), Reason.RELEASED);
        hands.takenElsewhere(VIP);
        var next = new Ownership(1, "orders", 8);
        hands.open(next);
        refused(() -> hands.addAddress(next, "ip", Address.of(VIP, 24)), Reason.ADDRESS_IN_USE);
        assertThat(hands.done()).containsExactly("adopt 1", "open orders.7", "spawn orders.7 web",
                "add 10.0.0.50 orders.7 ip", "kill orders.7 web", "remove 10.0.0.50 orders.7 ip", "close orders.7",
                "open orders.8");
    }

    @Test
    void aLostLeaseEndsEverythingAndTheIncarnation() throws Exception {
        hands.adopt(UUID.randomUUID(), 1, 1, List.of());
        hands.hold();
        hands.open(ORDERS);
        hands.spawn(ORDERS, "web", SLEEP);
        hands.listen(events);
        hands.exit("orders", "web", 3);
        assertThat(events.next()).isEqualTo("exited orders.7 web 3 0");
        hands.spawn(ORDERS, "web", SLEEP);
        hands.lose("a test");
        assertThat(events.next()).isEqualTo("lost 1 a test");
        assertThat(events.next()).isEqualTo("reach true []");
        assertThat(events.next()).isEqualTo("torn down 1 [Step[what=processes, took=PT0.00125S]]");
        assertThat(hands.runs("orders", "web")).isFalse();
        refused(() -> hands.adopt(UUID.randomUUID(), 1, 1, List.of()), Reason.NOT_ADOPTED);
        refused(() -> hands.open(ORDERS), Reason.NO_LEASE);
        hands.faults().refuseNext("adopt", Reason.SYSTEM);
        refused(() -> hands.adopt(UUID.randomUUID(), 2, 1, List.of()), Reason.SYSTEM);
        hands.adopt(UUID.randomUUID(), 2, 1, List.of());
    }

    @Test
    void aCallThatIsGivenUpMayBeDoneLater() throws Exception {
        hands.adopt(UUID.randomUUID(), 1, 1, List.of());
        hands.hold();
        hands.open(ORDERS);
        hands.faults().freeze("spawn");
        var caller = new Thread(() -> refused(() -> hands.spawn(ORDERS, "web", SLEEP), Reason.TIMEOUT));
        caller.start();
        hands.faults().awaitFrozen("spawn");
        caller.interrupt();
        caller.join(10_000);
        assertThat(hands.runs("orders", "web")).isFalse();
        hands.faults().thaw("spawn");
        assertThat(hands.runs("orders", "web")).isTrue();
    }

    @Test
    void theWorldTakesAwayWhatItLikes() throws Exception {
        hands.adopt(UUID.randomUUID(), 1, 1, List.of());
        hands.hold();
        hands.open(ORDERS);
        hands.listen(events);
        hands.addAddress(ORDERS, "ip", Address.of(VIP, 24));
        hands.takeAway(VIP);
        assertThat(events.next()).isEqualTo("address lost 10.0.0.50");
        hands.shortLived("web");
        hands.spawn(ORDERS, "web", SLEEP);
        assertThat(events.next()).isEqualTo("exited orders.7 web 1 0");
        hands.beginLoss("a test");
        assertThat(events.next()).isEqualTo("lost 1 a test");
        refused(() -> hands.adopt(UUID.randomUUID(), 2, 1, List.of()), Reason.NOT_ADOPTED);
        hands.finishLoss("a test");
        hands.adopt(UUID.randomUUID(), 2, 1, List.of());
        hands.disconnect();
        var guard = UUID.randomUUID();
        hands.welcome(guard);
        refused(() -> hands.adopt(UUID.randomUUID(), 3, 1, List.of()), Reason.NOT_ADOPTED);
        hands.adopt(guard, 3, 1, List.of());
        hands.faults().refuse("open", Reason.BUSY);
        hands.hold();
        refused(() -> hands.open(ORDERS), Reason.BUSY);
        refused(() -> hands.open(ORDERS), Reason.BUSY);
        hands.faults().allow("open");
        hands.open(new Ownership(3, "orders", 9));
    }

    private static void refused(ThrowingCallable call, Reason reason) {
        assertThatThrownBy(call).isInstanceOfSatisfying(HandsRefused.class,
                refused -> assertThat(refused.reason()).isEqualTo(reason));
    }
}
