package io.fci.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EndingTest {
    private final AtomicInteger told = new AtomicInteger();
    private final Ending ending = new Ending(told::incrementAndGet);

    @Test
    void theEndOfTheProcessThatCountsIsToldOnce() throws Exception {
        ending.expect(7);
        assertThat(ending.running()).isTrue();
        assertThat(ending.await(Duration.ZERO)).isFalse();
        ending.exited(7, "process 7 exited with status 3");
        ending.exited(7, "again");
        assertThat(ending.how()).contains("process 7 exited with status 3");
        assertThat(ending.running()).isFalse();
        assertThat(ending.await(Duration.ZERO)).isTrue();
        assertThat(told).hasValue(1);
    }

    @Test
    void newsThatComeBeforeTheProcessIdIsKnownCountWhenItIs() {
        ending.exited(6, "process 6 exited");
        ending.exited(7, "process 7 exited");
        assertThat(told).hasValue(0);
        ending.expect(7);
        assertThat(ending.how()).contains("process 7 exited");
        assertThat(told).hasValue(1);
    }

    @Test
    void theEndOfAnotherProcessIsNoEnd() {
        ending.exited(6, "process 6 exited");
        ending.expect(7);
        ending.exited(6, "process 6 exited");
        assertThat(ending.running()).isTrue();
        assertThat(told).hasValue(0);
    }
}
