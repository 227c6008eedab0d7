package io.fci.core.view;

import io.fci.core.state.Fencing.Device;
import io.fci.core.state.NodeName;
import io.fci.core.state.State;
import java.util.ArrayList;
import java.util.List;

/// What the state asks of one node's daemon: which machines to turn off, and which devices to test. Read from the state, so
/// that a change of leader changes nothing.
public record FencingOrders(List<TurnOff> turnOffs, List<Trial> trials) {
    public static final FencingOrders NONE = new FencingOrders(List.of(), List.of());

    private static final long FIRST_PAUSE = 5_000;
    private static final long LONGEST_PAUSE = 300_000;

    public FencingOrders {
        turnOffs = List.copyOf(turnOffs);
        trials = List.copyOf(trials);
    }

    /// @param devices all of them have to confirm
    /// @param pauseMillis to wait before it, counted from when the order is seen
    public record TurnOff(NodeName target, long incarnation, long order, int attempt, List<Device> devices,
            long pauseMillis) {
        public TurnOff {
            devices = List.copyOf(devices);
        }
    }

    /// @param generation of the target's devices
    public record Trial(NodeName target, long generation, Device device) {}

    public static FencingOrders of(State state, NodeName self) {
        var turnOffs = new ArrayList<TurnOff>();
        var trials = new ArrayList<Trial>();
        for (var node : state.nodes().values()) {
            var fencing = node.fencing();
            fencing.job().ifPresent(job -> job.assigned().filter(a -> a.executor().equals(self)).ifPresent(
                    a -> turnOffs.add(new TurnOff(node.name(), job.incarnation(), job.order(), job.attempt(),
                            fencing.level(a.level()), pause(job.attempt(), fencing.levels().size())))));
            for (var device : fencing.devices()) {
                var able = FencingReach.executors(state, node.name(), List.of(device));
                if (!able.isEmpty() && able.getFirst().equals(self)) {
                    trials.add(new Trial(node.name(), fencing.generation(), device));
                }
            }
        }
        return new FencingOrders(turnOffs, trials);
    }

    /// None while there are levels that have not been tried, then longer from round to round.
    private static long pause(int attempt, int levels) {
        int round = (attempt - 1) / Math.max(1, levels);
        return round == 0 ? 0 : Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(round - 1, 10));
    }
}
