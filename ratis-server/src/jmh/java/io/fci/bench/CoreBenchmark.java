package io.fci.bench;

import io.fci.core.log.Command;
import io.fci.core.log.Evidence;
import io.fci.core.state.Ownership.Owned;
import io.fci.core.state.ResourceName;
import io.fci.core.state.State;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;

/// What one entry costs in a large cluster: 16 nodes, 1,000 groups of 5 resources, half of them on one node.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@org.openjdk.jmh.annotations.State(Scope.Benchmark)
public class CoreBenchmark {
    private static final int NODES = 16;
    private static final int GROUPS = 1_000;
    private State online;
    private State starting;
    private Command report;
    private Command lost;

    @Setup
    public void create() {
        online = Size.online(NODES, GROUPS);
        var node = online.nodes().get(Size.node(0));
        lost = new Command.NodeLost(node.name(), node.guard().orElseThrow().incarnation(), new Evidence.Dead("its daemon went away"));
        long owned = online.groups().values().stream().filter(g -> g.owner().filter(o -> o.node().equals(node.name()))
                .isPresent()).count();
        if (owned != GROUPS / 2) {
            throw new IllegalStateException(node.name() + " owns " + owned + " groups");
        }
        // One group in the middle starts anew somewhere else.
        int some = GROUPS / 2;
        starting = Size.apply(online, lost);
        var owner = (Owned) starting.groups().get(Size.group(some)).ownership();
        report = Size.report(owner, some, new ResourceName("ip"));
    }

    @Benchmark
    public State report() {
        return Size.apply(starting, report);
    }

    @Benchmark
    public State nodeLostThatOwnsHalf() {
        return Size.apply(online, lost);
    }
}
