package io.fci.sim;

import io.fci.core.state.NodeName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The network between the machines. Datagrams may be lost, late, doubled and overtake each other; streams are late, and stand
/// still where a direction is cut.
final class Wire {
    private record Direction(NodeName from, NodeName to) {}

    private final Timeline time;
    private final Dice dice;
    private final Set<Direction> cut = new HashSet<>();
    private final Set<Direction> blocked = new HashSet<>();
    private double loss;
    private double doubled;
    private long slowest = 2 * Timeline.MILLI;

    Wire(Timeline time, Dice dice) {
        this.time = time;
        this.dice = dice;
    }

    boolean carries(NodeName from, NodeName to) {
        return cut.isEmpty() || from.equals(to) || !cut.contains(new Direction(from, to));
    }

    boolean bothWays(NodeName a, NodeName b) {
        return carries(a, b) && carries(b, a);
    }

    void cut(NodeName from, NodeName to) {
        cut.add(new Direction(from, to));
    }

    void join(NodeName from, NodeName to) {
        cut.remove(new Direction(from, to));
        blocked.remove(new Direction(from, to));
    }

    /// No datagram leaves or reaches that node any more; streams pass.
    void silence(NodeName node, List<NodeName> others, boolean words, boolean ears) {
        for (var other : others) {
            if (words && !other.equals(node)) {
                blocked.add(new Direction(node, other));
            }
            if (ears && !other.equals(node)) {
                blocked.add(new Direction(other, node));
            }
        }
    }

    void weather(double lossProbability, double doubleProbability, long slowestNanos) {
        loss = lossProbability;
        doubled = doubleProbability;
        slowest = slowestNanos;
    }

    void heal() {
        cut.clear();
        blocked.clear();
        weather(0, 0, 2 * Timeline.MILLI);
    }

    void datagram(NodeName from, NodeName to, Runnable arrives) {
        if (!carries(from, to) || blocked.contains(new Direction(from, to)) || dice.chance(loss)) {
            return;
        }
        time.after(delay(), arrives);
        if (doubled > 0 && dice.chance(doubled)) {
            time.after(delay() + dice.between(0, 300 * Timeline.MILLI), arrives);
        }
    }

    long delay() {
        return dice.delay(300 * Timeline.MICRO, slowest);
    }
}
