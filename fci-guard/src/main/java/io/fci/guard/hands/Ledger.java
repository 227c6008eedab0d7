package io.fci.guard.hands;

import io.fci.guard.linux.Child;
import io.fci.guard.machine.Addresses;
import io.fci.guard.machine.GroupEpoch;
import io.fci.guard.machine.RefusedException;
import io.fci.guard.wire.HandsReason;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// What is open on this node, and what was released. Safe for use by every thread of the hands.
///
/// Of released epochs the greatest of each group is remembered: epochs of a group only grow, so a smaller one is of the
/// past in any case.
final class Ledger {
    /// One open epoch: its main processes and addresses by resource. Whoever does something for it holds the read lock;
    /// closing holds the write lock, so that it verifies a state that nobody changes.
    record Open(long k, ReentrantReadWriteLock lock, Map<String, Child> mains, Map<InetAddress, Put> addresses) {}

    /// An address that was added for a resource.
    record Put(String resource, Addresses.Target target) {}

    private final Map<GroupEpoch, Open> open = new ConcurrentHashMap<>();
    private final Map<String, Long> released = new TreeMap<>();

    synchronized void open(GroupEpoch of, long k) throws RefusedException {
        refuseReleased(of);
        // Left by a request that was overtaken by the end of its incarnation, and by the teardown after it.
        open.values().removeIf(old -> old.k() < k);
        for (var other : open.keySet()) {
            if (other.group().equals(of.group()) && other.epoch() != of.epoch()) {
                throw new RefusedException(HandsReason.NOT_STOPPED, other + " is still open on this node",
                        Map.of("what", "epoch " + other.epoch()));
            }
        }
        open.computeIfAbsent(of,
                _ -> new Open(k, new ReentrantReadWriteLock(), new ConcurrentHashMap<>(), new ConcurrentHashMap<>()));
    }

    Open get(GroupEpoch of) throws RefusedException {
        refuseReleased(of);
        return find(of).orElseThrow(() -> new RefusedException(HandsReason.NOT_RUNNING, of + " was not opened here"));
    }

    Optional<Open> find(GroupEpoch of) {
        return Optional.ofNullable(open.get(of));
    }

    synchronized void refuseReleased(GroupEpoch of) throws RefusedException {
        long newest = released.getOrDefault(of.group(), 0L);
        if (of.epoch() <= newest) {
            throw new RefusedException(HandsReason.RELEASED,
                    of + " was released by this node" + (of.epoch() == newest ? "" : ", and epoch " + newest + " too"),
                    Map.of("released", Long.toString(newest)));
        }
    }

    synchronized void release(GroupEpoch of) {
        open.remove(of);
        released.merge(of.group(), of.epoch(), Math::max);
    }

    /// Everything of an incarnation was torn down.
    synchronized void forgetOpen() {
        open.clear();
    }

    /// What is open at this moment.
    Map<GroupEpoch, Open> all() {
        return Map.copyOf(open);
    }

    /// For whom an address was added.
    Optional<Map.Entry<GroupEpoch, String>> whose(InetAddress address) {
        return open.entrySet().stream().filter(entry -> entry.getValue().addresses().containsKey(address)).findFirst()
                .map(entry -> Map.entry(entry.getKey(), entry.getValue().addresses().get(address).resource()));
    }
}
