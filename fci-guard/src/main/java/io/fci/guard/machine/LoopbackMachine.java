package io.fci.guard.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A machine as an ordinary user may use it, to show a cluster on one machine.
public record LoopbackMachine(Processes processes, Processes daemon, Addresses addresses) implements Machine {
    public static LoopbackMachine in(Path run) throws IOException {
        return new LoopbackMachine(new SessionProcesses(run.resolve("groups")),
                new SessionProcesses(run.resolve("daemon")), new LoopbackAddresses());
    }

    @Override
    public Gate gate() {
        return new NoGate();
    }

    @Override
    public List<String> concerns() {
        return List.of("loopback (demo): no address is moved, processes are killed by process group");
    }
}
