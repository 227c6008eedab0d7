package io.fci.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fci.codec.api.GroupReader;
import io.fci.core.log.Command;
import io.fci.core.log.Proposal;
import io.fci.core.state.Group.Desired;
import io.fci.core.state.GroupName;
import io.fci.core.state.GroupSpec;
import io.fci.core.state.NodeName;
import io.fci.core.state.Sorted;
import io.fci.journal.FakeJournal;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireCheckTest {
    private static final GroupName ORDERS = new GroupName("orders");

    private final FakeJournal journal = new FakeJournal(new NodeName("n1"));
    private final Consensus consensus = new Consensus(journal, "c1", "n1", Duration.ofSeconds(1));
    private final GroupSpec spec = new GroupReader(false).spec("spec", TestNode.instance("orders", 50).getSpec());

    @BeforeEach
    void begin() {
        journal.decide(Proposal.of(TestNode.birth()));
    }

    @Test
    void anAddressThatAnswersOnTheWireIsRefusedWithWhoHasIt() {
        var check = new WireCheck(consensus, address -> Optional.of(address.ip() + " is in use by 02:00:00:00:00:99"));
        var refused = catchThrowableOfType(StatusRuntimeException.class, () -> check.requireFree(ORDERS, spec));
        assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.ALREADY_EXISTS);
        assertThat(refused).hasMessageContaining("02:00:00:00:00:99");
    }

    @Test
    void aFreeAddressPasses() {
        assertThatCode(() -> new WireCheck(consensus, AddressProbe.NONE).requireFree(ORDERS, spec))
                .doesNotThrowAnyException();
    }

    /// The answer on the wire is then our own group's.
    @Test
    void aRetryOfARequestThatTookEffectIsNotRefused() {
        var asked = new AtomicInteger();
        var check = new WireCheck(consensus, address -> {
            asked.incrementAndGet();
            journal.decide(Proposal.of(new Command.CreateGroup(ORDERS, spec, Sorted.empty(), Desired.ONLINE)));
            return Optional.of("in use");
        });
        assertThatCode(() -> check.requireFree(ORDERS, spec)).as("created while it was asked")
                .doesNotThrowAnyException();
        assertThatCode(() -> check.requireFree(ORDERS, spec)).as("created before").doesNotThrowAnyException();
        assertThat(asked).hasValue(1);
    }
}
