package io.fci.bench;

import io.fci.codec.log.StateCodec;
import io.fci.codec.log.StateCodec.Snapshot;
import io.fci.core.state.State;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;

/// A snapshot of 10,000 idle groups of 5 resources each, without the disk.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@org.openjdk.jmh.annotations.State(Scope.Benchmark)
public class SnapshotBenchmark {
    private static final int GROUPS = State.MAX_GROUPS;
    private Snapshot snapshot;
    private byte[] bytes;

    @Setup
    public void create() {
        snapshot = new Snapshot(3, 50_000, Size.idle(16, GROUPS));
        bytes = StateCodec.encode(snapshot);
        System.out.printf("%d groups: %d bytes, %.1f for each resource%n", GROUPS, bytes.length,
                (double) bytes.length / GROUPS / Size.RESOURCES);
    }

    @Benchmark
    public byte[] write() {
        return StateCodec.encode(snapshot);
    }

    @Benchmark
    public Snapshot read() {
        return StateCodec.decodeSnapshot(bytes);
    }
}
