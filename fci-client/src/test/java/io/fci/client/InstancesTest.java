package io.fci.client;

import static io.fci.client.ScriptedNode.answer;
import static io.fci.client.ScriptedNode.header;
import static io.fci.client.ScriptedNode.refuse;
import static io.fci.client.ScriptedNode.silence;
import static io.fci.client.ScriptedNode.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Code;
import io.fci.v1.CheckOwnershipResponse;
import io.fci.v1.ErrorReason;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InstancesTest {
    private static final Duration ATTEMPT = Duration.ofMillis(400);

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

    @Test
    void aRightLastsAsLongAsTheNodeSaysAndNoLonger() {
        one.onCheck(answer(right(60_000)));
        var ownership = check();
        assertThat(ownership.owner()).isEqualTo("nodes/n1");
        assertThat(ownership.validFor(Duration.ofSeconds(5))).isTrue();
        assertThat(ownership.validFor(Duration.ofSeconds(60))).isFalse();
    }

    @Test
    void aRightIsCountedFromBeforeTheFirstAttemptAndNotFromTheOneThatWasAnswered() {
        one.onCheck(silence());
        two.onCheck(answer(right(ATTEMPT.toMillis())));
        assertThat(check(ATTEMPT).left()).isZero();
    }

    @Test
    void noRightIsNone() {
        one.onCheck(answer(right(0)));
        assertThat(check().validFor(Duration.ZERO)).isFalse();
    }

    @Test
    void anEpochThatIsOverIsAnException() {
        one.onCheck(refuse(status(Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_NOT_OWNER, "epoch 7 is over")));
        assertThatThrownBy(this::check).isInstanceOf(PreconditionException.class).hasMessageContaining("epoch 7");
    }

    private Ownership check() {
        return check(Duration.ofSeconds(10));
    }

    private Ownership check(Duration attempt) {
        try (var client = FciClient.builder().endpoints(one.endpoint(), two.endpoint()).plaintext()
                .budget(Duration.ofSeconds(10)).attempt(attempt).build()) {
            return client.instances().checkOwnership("orders", 7);
        }
    }

    private static CheckOwnershipResponse right(long millis) {
        return CheckOwnershipResponse.newBuilder().setHeader(header(9)).setOwner("nodes/n1")
                .setValidFor(com.google.protobuf.Duration.newBuilder().setSeconds(millis / 1_000)
                        .setNanos((int) (millis % 1_000) * 1_000_000))
                .build();
    }
}
