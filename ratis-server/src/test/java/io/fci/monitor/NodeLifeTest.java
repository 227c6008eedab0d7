package io.fci.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.Command;
import io.fci.core.Node;
import io.fci.core.NodeName;
import io.fci.core.Proposal;
import io.fci.hands.FakeHands;
import io.fci.hands.HandsRefused;
import io.fci.journal.FakeJournal;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeLifeTest {
    private static final NodeName SELF = new NodeName("a");

    private final FakeJournal journal = new FakeJournal(SELF);
    private final FakeHands hands = new FakeHands();
    private final NodeLife life = new NodeLife(SELF, journal, hands, List::of);

    @BeforeEach
    void aClusterOfOne() {
        journal.decide(Proposal.of(new Command.ClusterInit("c",
                List.of(new Command.ClusterInit.Member(SELF, new Node.Addresses("a:1", "a:2", "a:3"), true)))));
    }

    @AfterEach
    void end() {
        life.close();
    }

    /// A GuardUp that names it as its predecessor would say that it is over, while the guard may be running under it.
    @Test
    void aLifeThatTheGuardMayHaveTakenIsOfferedAgainAndNotCalledOver() {
        hands.refuseNext(HandsRefused.Reason.TIMEOUT);
        begin();
        assertThat(firstAdopted()).isEqualTo("adopt 2");
        assertThat(journal.state().revision()).isEqualTo(2);
    }

    @Test
    void aLifeThatTheGuardWillNotTakeIsFollowedByAnother() {
        hands.refuseNext(HandsRefused.Reason.NOT_ADOPTED);
        begin();
        assertThat(firstAdopted()).isEqualTo("adopt 3");
    }

    private void begin() {
        life.ready();
        life.welcome(UUID.randomUUID(), "lan", List.of());
    }

    private String firstAdopted() {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (hands.done().isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(hands.done()).as("what the guard was asked within 20 s").isNotEmpty();
        return hands.done().getFirst();
    }
}
