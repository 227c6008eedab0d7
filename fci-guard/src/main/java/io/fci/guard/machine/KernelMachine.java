package io.fci.guard.machine;

import io.fci.guard.linux.RouteNetlink;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A machine with privilege: cgroups, real addresses, and the kernel's gate before them where there is nftables.
///
/// @param processes the node's groups, in the cgroup that the launcher made and empties when the guard dies
/// @param daemon the sibling that the daemon lives in
public record KernelMachine(Processes processes, Processes daemon, Addresses addresses, Gate gate,
        List<String> concerns) implements Machine {
    /// Reaches the gate first: what an earlier guard left behind is unreachable from here on.
    ///
    /// @param notes must not block
    public static KernelMachine in(Path cgroup, Consumer<String> notes) throws IOException {
        var netlink = RouteNetlink.open();
        GateTables tables;
        try {
            var nft = NftCommand.find().orElseThrow(() -> new IOException("nft is not installed (package nftables)"));
            tables = new GateTables(nft, netlink, KernelAddresses.marked(netlink), notes);
        } catch (IOException e) {
            return in(cgroup, new KernelAddresses(netlink, Optional.empty()), new NoGate(),
                    List.of("no kernel gate: " + e.getMessage()
                            + "; a node whose guard is frozen past its lease answers"
                            + " under its addresses until the kernel removes them, seconds later"));
        }
        return in(cgroup, new KernelAddresses(netlink, Optional.of(tables)), new KernelGate(tables, notes),
                tables.concerns());
    }

    private static KernelMachine in(Path cgroup, Addresses addresses, Gate gate, List<String> concerns)
            throws IOException {
        return new KernelMachine(new CgroupProcesses(cgroup),
                new CgroupProcesses(cgroup.resolveSibling(cgroup.getFileName() + ".daemon")), addresses, gate,
                concerns);
    }
}
