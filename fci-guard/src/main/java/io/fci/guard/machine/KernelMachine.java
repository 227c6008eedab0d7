package io.fci.guard.machine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A machine with privilege: cgroups and real addresses.
///
/// @param processes the node's groups, in the cgroup that the launcher made and empties when the guard dies
/// @param daemon the sibling that the daemon lives in
public record KernelMachine(Processes processes, Processes daemon, Addresses addresses) implements Machine {
    public static KernelMachine in(Path cgroup) throws IOException {
        return new KernelMachine(new CgroupProcesses(cgroup),
                new CgroupProcesses(cgroup.resolveSibling(cgroup.getFileName() + ".daemon")), new KernelAddresses());
    }

    @Override
    public List<String> concerns() {
        return List.of();
    }
}
