package io.fci.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/// The story of one instance on three machines: made, moved, its machine lost and back. In order, because each chapter needs the one before.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class InstanceIT {
    private static final int MOVES = 3;

    private final Leftovers before = Leftovers.now();
    private Lab lab;
    private InstanceStory story;
    private Instance orders;
    private String lost = "";

    @BeforeAll
    void up() {
        lab = Lab.up(Plan.DEFAULT);
        story = new InstanceStory(lab);
    }

    @AfterAll
    void down() {
        if (lab != null) {
            lab.close();
            assertThat(Leftovers.now().since(before)).as("left behind by the lab").isEmpty();
        }
    }

    @Test
    @Order(1)
    void anInstanceCreatedByOneCommandAnswersByNameAndAddress() {
        orders = story.oneCommandMakesAnInstance("orders", 50);
    }

    @Test
    @Order(2)
    void aPlannedMoveIsShortForClients() {
        var gaps = new ArrayList<Double>();
        for (int i = 0; i < MOVES; i++) {
            var before = orders.online();
            try (var calls = orders.calls()) {
                calls.next();
                var moved = lab.fci("move", "orders").orFail();
                assertThat(moved.out()).contains("orders is on ").contains("Outage");
                var next = calls.next();
                assertThat(next.caller().orElseThrow().node()).isNotEqualTo(before.owner());
                gaps.add(next.gapMillis());
            }
            assertThat(orders.onlineAfter(before.epoch(), Duration.ofSeconds(10)).owner()).isNotEqualTo(before.owner());
        }
        Collections.sort(gaps);
        Measured.millis("planned move, last to first answer of a client, median of " + MOVES, gaps.get(MOVES / 2));
        assertThat(gaps.getFirst()).as("the best move of a service that stops at once, in ms").isLessThan(1_000);
        assertThat(orders.diary().overlaps()).isEmpty();
        assertThat(orders.diary().lives().getFirst().asked()).as("the old process was asked to end").isTrue();
    }

    @Test
    @Order(3)
    void whenTheOwnersMachineDiesNameAndAddressAnswerFromAnotherOne() {
        lost = orders.online().owner();
        story.theOwnersMachineDies(orders);
    }

    @Test
    @Order(4)
    void aMachineThatComesBackIsStandbyAndChangesNothing() {
        assertThat(lost).as("the machine lost in the chapter before").isNotEmpty();
        story.theMachineComesBack(orders, lost);
    }

    @Test
    @Order(5)
    void takenOfflineItsNameIsGoneAndBackOnlineItHasANewEpoch() {
        var before = orders.online();
        lab.fci("offline", "orders").orFail();
        assertThat(orders.seen().offline()).isTrue();
        assertThat(orders.call()).isEmpty();
        var asked = lab.onClient("dig", "@" + lab.plan.address(before.owner()), orders.name()).orFail();
        assertThat(asked.out()).contains("status: NXDOMAIN");
        lab.fci("online", "orders").orFail();
        assertThat(orders.answers().epoch()).isGreaterThan(before.epoch());
    }
}
