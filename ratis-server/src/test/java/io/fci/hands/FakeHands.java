package io.fci.hands;

import io.fci.hands.HandsRefused.Reason;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// A guard without a machine: it keeps the rules (current incarnation, valid lease, nothing for a released epoch, close
/// only what is stopped) and remembers what was asked. The test plays the world: [#hold], [#lose], [#exit].
///
/// Events are delivered on the thread that causes them, never while this object's lock is held.
public final class FakeHands implements Hands {
    private record Resource(String group, String name) {}

    private final Map<Resource, Long> processes = new HashMap<>();
    private final Map<InetAddress, Resource> addresses = new HashMap<>();
    private final Map<String, Long> open = new TreeMap<>();
    private final Map<String, Long> released = new TreeMap<>();
    private final Set<InetAddress> elsewhere = new HashSet<>();
    private final List<String> done = new ArrayList<>();
    private Optional<GuardEvents> events = Optional.empty();
    private Optional<Reason> next = Optional.empty();
    private List<Standing> view = List.of();
    private long adopted;
    private boolean held;
    private boolean over;
    private long pids = 1_000;

    public synchronized void listen(GuardEvents listener) {
        events = Optional.of(listener);
    }

    /// What was done, in order, as "spawn orders.7 web" and the like.
    public synchronized List<String> done() {
        return List.copyOf(done);
    }

    public synchronized List<Standing> lastView() {
        return view;
    }

    /// A majority acknowledges the adopted incarnation.
    public void hold() {
        long k;
        Optional<GuardEvents> to;
        synchronized (this) {
            held = true;
            k = adopted;
            to = events;
        }
        to.ifPresent(listener -> listener.leaseHeld(k));
    }

    /// The lease ends: everything is gone, and was verified.
    public void lose(String why) {
        long k;
        Optional<GuardEvents> to;
        synchronized (this) {
            held = false;
            over = true;
            k = adopted;
            to = events;
            processes.clear();
            addresses.clear();
            open.clear();
            done.add("torn down " + k);
        }
        to.ifPresent(listener -> {
            listener.leaseLost(k, why);
            listener.tornDown(k, why, List.of());
        });
    }

    /// A main process ends by itself.
    public void exit(String group, String resource, int status) {
        Optional<Long> pid;
        long epoch;
        Optional<GuardEvents> to;
        synchronized (this) {
            pid = Optional.ofNullable(processes.remove(new Resource(group, resource)));
            epoch = open.getOrDefault(group, 0L);
            to = events;
        }
        pid.ifPresent(ended -> to.ifPresent(
                listener -> listener.exited(group, epoch, resource, ended, status, 0)));
    }

    /// Another machine answers for this address.
    public synchronized void takenElsewhere(InetAddress address) {
        elsewhere.add(address);
    }

    /// The next call is refused with this reason.
    public synchronized void refuseNext(Reason reason) {
        next = Optional.of(reason);
    }

    public synchronized boolean runs(String group, String resource) {
        return processes.containsKey(new Resource(group, resource));
    }

    public synchronized boolean has(InetAddress address) {
        return addresses.containsKey(address);
    }

    @Override
    public synchronized void adopt(UUID guard, long k, long a, List<Standing> standings) throws HandsRefused {
        refusedByTheTest();
        if (k == adopted && !over) {
            return;
        }
        if (held || k <= adopted) {
            throw refused(Reason.NOT_ADOPTED, "incarnation " + k + " after " + adopted);
        }
        adopted = k;
        over = false;
        view = List.copyOf(standings);
        done.add("adopt " + k);
    }

    @Override
    public synchronized void view(List<Standing> standings) {
        view = List.copyOf(standings);
    }

    @Override
    public synchronized void ask(String node, long k) {
        done.add("ask " + node + " " + k);
    }

    @Override
    public synchronized void revoke(String node, long k) {
        done.add("revoke " + node + " " + k);
    }

    @Override
    public synchronized void open(Ownership ownership) throws HandsRefused {
        check(ownership);
        long other = open.getOrDefault(ownership.group(), ownership.epoch());
        if (other != ownership.epoch()) {
            throw refused(Reason.NOT_STOPPED, "epoch " + other + " is still open");
        }
        open.put(ownership.group(), ownership.epoch());
        took("open", ownership, "");
    }

    @Override
    public synchronized long spawn(Ownership ownership, String resource, Command command) throws HandsRefused {
        checkOpen(ownership);
        var key = new Resource(ownership.group(), resource);
        if (processes.containsKey(key)) {
            throw refused(Reason.ALREADY_RUNNING, "resource '" + resource + "' runs");
        }
        processes.put(key, ++pids);
        took("spawn", ownership, resource);
        return pids;
    }

    @Override
    public synchronized void signal(Ownership ownership, String resource, int signo) throws HandsRefused {
        checkOpen(ownership);
        if (!processes.containsKey(new Resource(ownership.group(), resource))) {
            throw refused(Reason.NOT_RUNNING, "resource '" + resource + "' has no process");
        }
        took("signal " + signo, ownership, resource);
    }

    @Override
    public void kill(Ownership ownership, String resource) throws HandsRefused {
        Optional<Long> pid;
        Optional<GuardEvents> to;
        synchronized (this) {
            checkOpen(ownership);
            pid = Optional.ofNullable(processes.remove(new Resource(ownership.group(), resource)));
            to = events;
            took("kill", ownership, resource);
        }
        pid.ifPresent(ended -> to.ifPresent(listener -> listener.exited(ownership.group(), ownership.epoch(), resource,
                ended, 0, 9)));
    }

    @Override
    public synchronized void probe(InetAddress address, int prefix, Optional<String> interfaceName)
            throws HandsRefused {
        if (elsewhere.contains(address) || addresses.containsKey(address)) {
            throw new HandsRefused(Reason.ADDRESS_IN_USE, address.getHostAddress() + " is in use",
                    Map.of("mac", "02:00:00:00:00:99"));
        }
    }

    @Override
    public synchronized void addAddress(Ownership ownership, String resource, Address address) throws HandsRefused {
        checkOpen(ownership);
        var key = new Resource(ownership.group(), resource);
        if (elsewhere.contains(address.address()) || !addresses.getOrDefault(address.address(), key).equals(key)) {
            throw new HandsRefused(Reason.ADDRESS_IN_USE, address.address().getHostAddress() + " is in use",
                    Map.of("mac", "02:00:00:00:00:99"));
        }
        addresses.put(address.address(), key);
        took("add " + address.address().getHostAddress(), ownership, resource);
    }

    @Override
    public synchronized void removeAddress(Ownership ownership, String resource, InetAddress address)
            throws HandsRefused {
        checkOpen(ownership);
        addresses.remove(address, new Resource(ownership.group(), resource));
        took("remove " + address.getHostAddress(), ownership, resource);
    }

    @Override
    public synchronized boolean hasAddress(Ownership ownership, String resource, InetAddress address)
            throws HandsRefused {
        checkOpen(ownership);
        return new Resource(ownership.group(), resource).equals(addresses.get(address));
    }

    @Override
    public synchronized void close(Ownership ownership) throws HandsRefused {
        check(ownership);
        boolean left = processes.keySet().stream().anyMatch(key -> key.group().equals(ownership.group()))
                || addresses.values().stream().anyMatch(key -> key.group().equals(ownership.group()));
        if (left && open.getOrDefault(ownership.group(), 0L) == ownership.epoch()) {
            throw refused(Reason.NOT_STOPPED, "something of " + ownership + " is left");
        }
        open.remove(ownership.group(), ownership.epoch());
        released.merge(ownership.group(), ownership.epoch(), Math::max);
        took("close", ownership, "");
    }

    private void checkOpen(Ownership ownership) throws HandsRefused {
        check(ownership);
        if (open.getOrDefault(ownership.group(), 0L) != ownership.epoch()) {
            throw refused(Reason.NOT_RUNNING, ownership + " was not opened");
        }
    }

    private void check(Ownership ownership) throws HandsRefused {
        refusedByTheTest();
        if (ownership.k() != adopted) {
            throw refused(Reason.NOT_CURRENT, "incarnation " + ownership.k() + ", not " + adopted);
        }
        if (!held) {
            throw refused(Reason.NO_LEASE, "the lease of " + adopted + " is not held");
        }
        if (ownership.epoch() <= released.getOrDefault(ownership.group(), 0L)) {
            throw refused(Reason.RELEASED, ownership + " was released");
        }
    }

    private void refusedByTheTest() throws HandsRefused {
        if (next.isPresent()) {
            var reason = next.get();
            next = Optional.empty();
            throw refused(reason, "refused by the test");
        }
    }

    private void took(String what, Ownership ownership, String resource) {
        done.add((what + " " + ownership.group() + "." + ownership.epoch() + " " + resource).strip());
    }

    private static HandsRefused refused(Reason reason, String sentence) {
        return new HandsRefused(reason, sentence, Map.of());
    }
}
