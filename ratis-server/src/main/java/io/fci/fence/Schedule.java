package io.fci.fence;

import io.fci.core.state.Fencing.Device;
import io.fci.core.view.FencingOrders;
import io.fci.core.view.FencingOrders.Trial;
import io.fci.core.view.FencingOrders.TurnOff;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// When which order is carried out. Knows no clock: whoever asks says what time it is. Not thread-safe.
final class Schedule {
    /// Between two tests of a device that works, and of one that does not.
    static final long TEST_EVERY = 300_000;
    static final long TEST_FAILING_EVERY = 60_000;

    /// The first test of a device, so that a mistake is told soon; spread, so that a switch is not asked by all at once.
    static final long FIRST_TEST_WITHIN = 10_000;

    private static final int MOST_TESTS_AT_ONCE = 4;

    private final Map<TurnOff, Long> due = new HashMap<>();
    private final Map<Trial, Long> nextTest = new HashMap<>();
    private final Set<TurnOff> begun = new HashSet<>();
    private final Set<Trial> testing = new HashSet<>();
    private FencingOrders orders = FencingOrders.NONE;

    /// What has to be begun now. An order to turn off is begun once; the next attempt is another order.
    record Due(List<TurnOff> turnOffs, List<Trial> trials) {}

    void take(FencingOrders next, long nowMillis) {
        orders = next;
        due.keySet().retainAll(next.turnOffs());
        begun.retainAll(next.turnOffs());
        nextTest.keySet().retainAll(next.trials());
        next.turnOffs().forEach(order -> due.putIfAbsent(order, nowMillis + order.pauseMillis()));
        next.trials().forEach(trial -> nextTest.putIfAbsent(trial, nowMillis + spread(trial)));
    }

    boolean stands(TurnOff order) {
        return orders.turnOffs().contains(order);
    }

    Due due(long nowMillis) {
        var turnOffs = new ArrayList<TurnOff>();
        for (var order : orders.turnOffs()) {
            if (due.get(order) <= nowMillis && begun.add(order)) {
                turnOffs.add(order);
            }
        }
        var trials = new ArrayList<Trial>();
        for (var trial : orders.trials()) {
            if (nextTest.get(trial) <= nowMillis && testing.size() < MOST_TESTS_AT_ONCE && !isBusy(trial)) {
                testing.add(trial);
                trials.add(trial);
            }
        }
        return new Due(turnOffs, trials);
    }

    /// One thing at a time is asked of a device.
    private boolean isBusy(Trial trial) {
        return testing.contains(trial) || begun.stream().anyMatch(o -> o.target().equals(trial.target()));
    }

    void tested(Trial trial, boolean works, long nowMillis) {
        testing.remove(trial);
        nextTest.computeIfPresent(trial, (t, before) -> nowMillis + (works ? TEST_EVERY : TEST_FAILING_EVERY));
    }

    private static long spread(Trial trial) {
        Device device = trial.device();
        return Math.floorMod((trial.target() + "/" + device.id()).hashCode(), FIRST_TEST_WITHIN);
    }
}
