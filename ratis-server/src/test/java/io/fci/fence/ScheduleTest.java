package io.fci.fence;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.core.state.NodeName;
import io.fci.core.view.FencingOrders;
import io.fci.core.view.FencingOrders.Trial;
import io.fci.core.view.FencingOrders.TurnOff;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final NodeName N1 = new NodeName("n1");
    private static final Trial TRIAL = new Trial(N1, 1, AgentScripts.device("fence_a", 1_000));

    private final Schedule schedule = new Schedule();

    private static TurnOff attempt(int number, long pause) {
        return new TurnOff(N1, 7, 10 + number, number, List.of(AgentScripts.device("fence_a", 1_000)), pause);
    }

    @Test
    void anOrderIsBegunOnceAndAfterItsPause() {
        schedule.take(new FencingOrders(List.of(attempt(1, 0)), List.of()), 100);
        assertThat(schedule.due(100).turnOffs()).containsExactly(attempt(1, 0));
        assertThat(schedule.due(200).turnOffs()).isEmpty();
        schedule.take(new FencingOrders(List.of(attempt(2, 5_000)), List.of()), 300);
        assertThat(schedule.stands(attempt(1, 0))).isFalse();
        assertThat(schedule.due(5_299).turnOffs()).isEmpty();
        assertThat(schedule.due(5_300).turnOffs()).containsExactly(attempt(2, 5_000));
    }

    @Test
    void aDeviceIsTestedSoonThenSeldom() {
        schedule.take(new FencingOrders(List.of(), List.of(TRIAL)), 0);
        assertThat(schedule.due(Schedule.FIRST_TEST_WITHIN).trials()).containsExactly(TRIAL);
        assertThat(schedule.due(Schedule.TEST_EVERY * 10).trials()).as("while one is under way").isEmpty();
        schedule.tested(TRIAL, true, 20_000);
        assertThat(schedule.due(20_000 + Schedule.TEST_EVERY - 1).trials()).isEmpty();
        assertThat(schedule.due(20_000 + Schedule.TEST_EVERY).trials()).containsExactly(TRIAL);
        schedule.tested(TRIAL, false, 400_000);
        assertThat(schedule.due(400_000 + Schedule.TEST_FAILING_EVERY).trials()).containsExactly(TRIAL);
    }

    @Test
    void aDeviceThatTurnsSomethingOffIsNotTested() {
        schedule.take(new FencingOrders(List.of(attempt(1, 0)), List.of(TRIAL)), 0);
        var due = schedule.due(Schedule.FIRST_TEST_WITHIN);
        assertThat(due.turnOffs()).hasSize(1);
        assertThat(due.trials()).isEmpty();
        schedule.take(new FencingOrders(List.of(), List.of(TRIAL)), Schedule.FIRST_TEST_WITHIN);
        assertThat(schedule.due(Schedule.FIRST_TEST_WITHIN).trials()).hasSize(1);
    }
}
