package io.fci.guard.machine;

import io.fci.guard.linux.BootClock;
import io.fci.guard.linux.Link;
import io.fci.guard.linux.NfTables;
import io.fci.guard.linux.RouteNetlink;
import io.fci.guard.linux.SystemCallException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The tables of the gate in the kernel, and which addresses they cover. Safe for use by several threads; may block on the
/// kernel's lock of nftables, which every `nft` on this machine takes.
final class GateTables {
    /// Others are possible, and would need quoting rules that `nft` does not have.
    private static final Predicate<String> ORDINARY = Pattern.compile("[A-Za-z0-9._:@+-]+").asMatchPredicate();
    private static final long RESTORE_NANOS = 1_000_000_000L;

    private final NftCommand nft;
    private final RouteNetlink links;
    private final NfTables netlink = NfTables.open();
    private final Consumer<String> notes;
    private final Set<InetAddress> covered = new HashSet<>();
    private final Set<Integer> hooked = new HashSet<>();
    private final List<String> concerns = new ArrayList<>();
    private volatile boolean frames = true;
    private long restored = Long.MIN_VALUE;

    /// Closed, over what an earlier guard left behind.
    GateTables(NftCommand nft, RouteNetlink links, Collection<InetAddress> leftBehind, Consumer<String> notes)
            throws IOException {
        this.nft = nft;
        this.links = links;
        this.notes = notes;
        covered.addAll(leftBehind);
        load();
        links.links().stream().filter(Link::speaksArp).filter(link -> !ORDINARY.test(link.name()))
                .forEach(link -> concerns.add("the kernel gate does not see frames on interface '" + link.name()
                        + "': its name is not one that nft can be told"));
    }

    private void load() throws IOException {
        nft.load(GateRules.filter(covered));
        if (!frames) {
            return;
        }
        try {
            hooked.clear();
            hookNew(GateRules.frames(covered));
        } catch (IOException e) {
            // Kernels before 5.16, or built without it.
            frames = false;
            var concern = "the kernel gate does not see frames (" + e.getMessage()
                    + "): a node whose guard is frozen still answers for its addresses on the wire";
            concerns.add(concern);
            notes.accept(concern);
        }
    }

    /// Any interface answers for any address of the machine, so those that came since the last time are hooked too.
    private void hookNew(String before) throws IOException {
        for (int tries = 1;; tries++) {
            var fresh = links.links().stream().filter(Link::speaksArp).filter(link -> ORDINARY.test(link.name()))
                    .filter(link -> !hooked.contains(link.index())).toList();
            if (fresh.isEmpty() && before.isEmpty()) {
                return;
            }
            try {
                nft.load(before + GateRules.hooks(fresh));
                fresh.forEach(link -> hooked.add(link.index()));
                return;
            } catch (IOException e) {
                // An interface that went away in between is refused, and the whole script with it.
                if (tries == 3) {
                    throw e;
                }
            }
        }
    }

    /// Whether frames are held back too, not only packets.
    boolean frames() {
        return frames;
    }

    synchronized List<String> concerns() {
        return List.copyOf(concerns);
    }

    /// Called before `address` comes: from then on it is reachable only while the gate is open.
    synchronized void cover(InetAddress address) {
        covered.add(address);
        try {
            try {
                netlink.apply(GateRules.cover(frames, address), 0);
            } catch (SystemCallException e) {
                if (e.errno() != SystemCallException.ENOENT) {
                    throw e;
                }
                restore();
            }
            if (frames) {
                hookNew("");
            }
        } catch (IOException e) {
            notes.accept("address " + address.getHostAddress() + " comes without the kernel gate: " + e.getMessage());
        }
    }

    /// Called when `address` is gone, or did not come.
    synchronized void uncover(InetAddress address) {
        if (!covered.remove(address)) {
            return;
        }
        try {
            netlink.apply(GateRules.uncover(frames, address), 0);
        } catch (IOException e) {
            notes.accept("address " + address.getHostAddress() + " went, and stays in the kernel gate: "
                    + e.getMessage());
        }
    }

    /// Called when none is here any more, also not those that the kernel took away by itself.
    synchronized void uncoverAll() {
        if (covered.isEmpty()) {
            return;
        }
        covered.clear();
        try {
            netlink.apply(GateRules.uncoverAll(frames), 0);
        } catch (IOException e) {
            notes.accept("addresses that are gone stay in the kernel gate: " + e.getMessage());
        }
    }

    /// Called when the tables are not there: other software may flush the whole rule set, as nftables.service does when it
    /// restarts. At most once a second, so that two of them cannot fight with all their strength.
    synchronized void restore() throws IOException {
        long now = BootClock.now();
        if (restored != Long.MIN_VALUE && now - restored < RESTORE_NANOS) {
            throw new IOException("the tables of the gate went away again within a second");
        }
        restored = now;
        load();
        notes.accept("somebody took the tables of the gate away (nftables); they are back");
    }

    synchronized void remove() throws IOException {
        covered.clear();
        netlink.apply(GateRules.remove(frames), 0);
    }
}
