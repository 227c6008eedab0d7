package io.fci.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.agent.AgentFailed;
import io.fci.base.ManualClock;
import io.fci.core.node.Orders.EpochKey;
import io.fci.core.node.Step;
import io.fci.core.state.GroupName;
import io.fci.hands.HandsRefused;
import io.fci.hands.HandsRefused.Reason;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkTest {
    private static final Step OPEN = new Step.Open(new EpochKey(new GroupName("orders"), 7), 1);
    private static final Subject ORDERS = Subject.of(OPEN);

    private final LinkedBlockingQueue<Work.Ended> ends = new LinkedBlockingQueue<>();
    private final ManualClock clock = new ManualClock();
    private final Work work = new Work(clock, ends::add);

    @Test
    void aboutOneSubjectOneStepIsUnderWay() throws Exception {
        var goOn = new CountDownLatch(1);
        work.begin(OPEN, goOn::await);
        assertThat(work.free(ORDERS, 0)).isFalse();
        clock.advance(30);
        goOn.countDown();
        var ended = next();
        assertThat(ended.elapsedMillis()).isEqualTo(30);
        assertThat(work.free(ORDERS, 0)).isFalse();
        assertThat(work.over(ended)).isTrue();
        assertThat(work.over(ended)).isFalse();
        assertThat(work.free(ORDERS, 0)).isTrue();
    }

    @Test
    void theEndOfAStepThatWasClearedIsNotTheEndOfItsSuccessor() throws Exception {
        var never = new CountDownLatch(1);
        work.begin(OPEN, never::await);
        work.clear();
        var first = next();
        work.begin(OPEN, never::await);
        assertThat(work.over(first)).isFalse();
        assertThat(work.free(ORDERS, 0)).isFalse();
        work.giveUp(ORDERS);
        assertThat(work.over(next())).isTrue();
    }

    @Test
    void everyWayToEndIsAResult() throws Exception {
        assertThat(result(() -> {})).isEqualTo(new Result.Done());
        assertThat(result(() -> {
            throw new AgentFailed("it does not listen");
        })).isEqualTo(new Result.Failed("it does not listen"));
        assertThat(result(() -> {
            throw new HandsRefused(Reason.RELEASED, "it was released", Map.of());
        }).ended()).isTrue();
        assertThat(result(() -> {
            throw new InterruptedException();
        })).isInstanceOf(Result.Refused.class);
        assertThat(result(() -> {
            throw new IllegalStateException("a mistake");
        }).why()).contains("a mistake");
    }

    @Test
    void aSubjectRestsUntilItsTime() {
        work.rest(ORDERS, 500);
        assertThat(work.free(ORDERS, 499)).isFalse();
        assertThat(work.nextLook(10_000)).isEqualTo(500);
        assertThat(work.free(ORDERS, 500)).isTrue();
        work.wake(500);
        assertThat(work.nextLook(10_000)).isEqualTo(10_000);
    }

    private Result result(Work.Doing doing) throws InterruptedException {
        work.begin(OPEN, doing);
        var ended = next();
        work.over(ended);
        return ended.result();
    }

    private Work.Ended next() throws InterruptedException {
        var ended = ends.poll(10, TimeUnit.SECONDS);
        assertThat(ended).isNotNull();
        return ended;
    }
}
