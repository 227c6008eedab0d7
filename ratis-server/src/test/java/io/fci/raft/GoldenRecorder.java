package io.fci.raft;

import io.fci.codec.log.EntryCodec;
import io.fci.codec.log.StateCodec.Snapshot;
import io.fci.codec.log.StateDigest;
import io.fci.core.CoreArbitraries;
import io.fci.core.state.State;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Records what [GoldenTest] reads. Run once for each format that is released, with the name as its argument; never again
/// for the same name.
final class GoldenRecorder {
    private static final int ENTRIES = 200;
    private static final long SEED = 20_260_101;

    private GoldenRecorder() {}

    public static void main(String[] args) throws IOException {
        var directory = Path.of("src/test/resources/golden");
        Files.createDirectories(directory);
        try (var log = new DataOutputStream(Files.newOutputStream(directory.resolve(args[0] + ".log")))) {
            for (var entry : CoreArbitraries.log(SEED, ENTRIES)) {
                var bytes = EntryCodec.encode(entry);
                log.writeInt(bytes.length);
                log.write(bytes);
            }
        }
        var state = state();
        SnapshotFile.write(directory.resolve(args[0] + ".snapshot"), new Snapshot(7, 4_711, state));
        System.out.println("state " + StateDigest.of(state));
    }

    /// The first that has some of everything.
    private static State state() {
        for (long seed = SEED;; seed++) {
            var state = CoreArbitraries.state(seed);
            if (state.nodes().size() == 3 && state.groups().size() == 3 && state.operations().size() == 3
                    && state.requests().buckets().size() == 3
                    && state.nodes().values().stream().anyMatch(n -> n.fencing().job().isPresent())
                    && state.nodes().values().stream().anyMatch(n -> n.schedule().draining().isPresent())
                    && !state.events().isEmpty()
                    && state.groups().values().stream().anyMatch(g -> !g.holds().locked().isEmpty())
                    && state.groups().values().stream().anyMatch(g -> !g.former().isEmpty())
                    && state.groups().values().stream().anyMatch(g -> !g.kept().isEmpty())
                    && state.groups().values().stream().anyMatch(g -> g.waiting().isPresent())
                    && state.operations().values().stream().anyMatch(o -> o.group().isEmpty())) {
                return state;
            }
        }
    }
}
