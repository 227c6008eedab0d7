package io.fci.hands;

import io.fci.guard.wire.Profile;
import io.fci.hands.HandsRefused.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/// A guard without a machine: it keeps the rules (current incarnation, valid lease, nothing for a released epoch, close
/// only what is stopped) and remembers what was asked. The test plays the world: [#hold], [#lose], [#exit]; and makes
/// calls slow or refused: [#faults].
///
/// Events are delivered on the thread that causes them, never while this object's lock is held.
public final class FakeHands implements Hands {
    private record Resource(String group, String name) {}

    private final Map<Resource, Long> processes = new HashMap<>();
    private final Map<Resource, Command> commands = new HashMap<>();
    private final Map<InetAddress, Resource> addresses = new HashMap<>();
    private final Map<String, Long> open = new TreeMap<>();
    private final Map<String, Long> released = new TreeMap<>();
    private final Set<InetAddress> elsewhere = new HashSet<>();
    private final List<String> done = new ArrayList<>();
    private final Set<String> shortLived = new HashSet<>();
    private final Set<String> stubborn = new HashSet<>();
    private final Faults faults = new Faults();
    private Optional<UUID> guard = Optional.empty();
    private int views;
    private boolean tearingDown;
    private Optional<GuardEvents> events = Optional.empty();
    private List<Standing> view = List.of();
    private long adopted;
    private long over;
    private boolean held;
    private List<String> unanswered = List.of();
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

    /// How many views were told since the last adoption.
    public synchronized int views() {
        return views;
    }

    /// What happens to calls by name: "adopt", "open", "spawn", "signal", "kill", "addAddress", "removeAddress",
    /// "hasAddress", "close".
    public Faults faults() {
        return faults;
    }

    /// A daemon is connected to this guard process, on a machine where nothing is left.
    public void welcome(UUID uuid) {
        synchronized (this) {
            guard = Optional.of(uuid);
        }
        tell(listener -> listener.welcome(uuid, Profile.LAN, true, false, List.of()));
        tellReach();
    }

    /// The daemon's connection ends, and with it everything that it ran.
    public void disconnect() {
        synchronized (this) {
            end();
        }
        tell(listener -> listener.disconnected("the test cut it"));
    }

    /// A majority acknowledges the adopted incarnation.
    public void hold() {
        long k;
        synchronized (this) {
            held = true;
            k = adopted;
        }
        tell(listener -> listener.leaseHeld(k));
    }

    /// The lease ends: everything is gone, and was verified.
    public void lose(String why) {
        beginLoss(why);
        finishLoss(why);
    }

    /// The lease ends; the teardown takes its time.
    public void beginLoss(String why) {
        long k;
        synchronized (this) {
            tearingDown = true;
            end();
            k = adopted;
            over = k;
        }
        tell(listener -> listener.leaseLost(k, why));
        tellReach();
    }

    /// These do not answer on the lease plane any more, whose two other nodes are n2 and n3.
    public void unanswered(String... nodes) {
        synchronized (this) {
            unanswered = List.of(nodes);
        }
        tellReach();
    }

    private void tellReach() {
        List<String> nodes;
        synchronized (this) {
            nodes = unanswered;
        }
        tell(listener -> listener.reach(nodes.size() < 2, nodes));
    }

    /// Nothing is left.
    public void finishLoss(String why) {
        long k;
        synchronized (this) {
            tearingDown = false;
            k = adopted;
            done.add("torn down " + k);
        }
        tell(listener -> listener.tornDown(k, why,
                List.of(new GuardEvents.Step("processes", java.time.Duration.ofNanos(1_250_000)))));
    }

    private void end() {
        held = false;
        processes.clear();
        addresses.clear();
        open.clear();
    }

    /// Something else takes the address off this machine.
    public void takeAway(InetAddress address) {
        Optional<Resource> whose;
        long epoch;
        synchronized (this) {
            whose = Optional.ofNullable(addresses.remove(address));
            epoch = whose.map(r -> open.getOrDefault(r.group(), 0L)).orElse(0L);
        }
        whose.ifPresent(r -> tell(listener -> listener.addressLost(r.group(), epoch, r.name(), address)));
    }

    /// Processes of this resource end with status 1 as soon as they are started, before their start is answered.
    public synchronized void shortLived(String resource) {
        shortLived.add(resource);
    }

    /// Processes of this resource end by nothing but a kill.
    public synchronized void stubborn(String resource) {
        stubborn.add(resource);
    }

    /// They live again.
    public synchronized void longLived(String resource) {
        shortLived.remove(resource);
    }

    /// With what its process was started last.
    public synchronized Optional<Command> started(String group, String resource) {
        return Optional.ofNullable(commands.get(new Resource(group, resource)));
    }

    /// The process id of a main process.
    public synchronized Optional<Long> pid(String group, String resource) {
        return Optional.ofNullable(processes.get(new Resource(group, resource)));
    }

    /// A main process ends by itself.
    public void exit(String group, String resource, int status) {
        Optional<Long> pid;
        long epoch;
        synchronized (this) {
            pid = Optional.ofNullable(processes.remove(new Resource(group, resource)));
            epoch = open.getOrDefault(group, 0L);
        }
        pid.ifPresent(ended -> tell(
                listener -> listener.exited(group, epoch, resource, ended, status, 0)));
    }

    /// Another machine answers for this address.
    public synchronized void takenElsewhere(InetAddress address) {
        elsewhere.add(address);
    }

    public synchronized boolean runs(String group, String resource) {
        return processes.containsKey(new Resource(group, resource));
    }

    public synchronized boolean has(InetAddress address) {
        return addresses.containsKey(address);
    }

    @Override
    public void adopt(UUID uuid, long k, long a, List<Standing> standings) throws HandsRefused {
        faults.meet("adopt", () -> take(uuid, k, standings));
        take(uuid, k, standings);
    }

    private synchronized void take(UUID uuid, long k, List<Standing> standings) throws HandsRefused {
        if (!tearingDown && k == adopted && k > over && guard.map(uuid::equals).orElse(true)) {
            view = List.copyOf(standings);
            return;
        }
        if (tearingDown || held || k <= adopted || !guard.map(uuid::equals).orElse(true)) {
            throw refused(Reason.NOT_ADOPTED, "incarnation " + k + " after " + adopted);
        }
        adopted = k;
        view = List.copyOf(standings);
        views = 0;
        done.add("adopt " + k);
    }

    @Override
    public synchronized void view(List<Standing> standings) {
        view = List.copyOf(standings);
        views++;
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
    public synchronized Duration left(Ownership ownership) throws HandsRefused {
        check(ownership);
        if (open.getOrDefault(ownership.group(), 0L) != ownership.epoch()) {
            throw refused(Reason.NOT_RUNNING, "epoch " + ownership.epoch() + " is not open");
        }
        return Duration.ofNanos(Profile.LAN.leaseNanos());
    }

    @Override
    public void open(Ownership ownership) throws HandsRefused {
        faults.meet("open");
        makePlace(ownership);
    }

    private synchronized void makePlace(Ownership ownership) throws HandsRefused {
        check(ownership);
        long other = open.getOrDefault(ownership.group(), ownership.epoch());
        if (other != ownership.epoch()) {
            throw refused(Reason.NOT_STOPPED, "epoch " + other + " is still open");
        }
        open.put(ownership.group(), ownership.epoch());
        took("open", ownership, "");
    }

    @Override
    public long spawn(Ownership ownership, String resource, Command command) throws HandsRefused {
        faults.meet("spawn", () -> run(ownership, resource, command));
        long pid = run(ownership, resource, command);
        boolean ends;
        synchronized (this) {
            ends = shortLived.contains(resource);
        }
        if (ends) {
            exit(ownership.group(), resource, 1);
        }
        return pid;
    }

    private synchronized long run(Ownership ownership, String resource, Command command) throws HandsRefused {
        checkOpen(ownership);
        var key = new Resource(ownership.group(), resource);
        if (processes.containsKey(key)) {
            throw refused(Reason.ALREADY_RUNNING, "resource '" + resource + "' runs");
        }
        processes.put(key, ++pids);
        commands.put(key, command);
        took("spawn", ownership, resource);
        return pids;
    }

    /// Ends the process, unless it is stubborn.
    @Override
    public void signal(Ownership ownership, String resource, int signo) throws HandsRefused {
        faults.meet("signal");
        send(ownership, resource, signo).ifPresent(ended -> tell(listener -> listener.exited(ownership.group(),
                ownership.epoch(), resource, ended, 0, signo)));
    }

    private synchronized Optional<Long> send(Ownership ownership, String resource, int signo) throws HandsRefused {
        checkOpen(ownership);
        var key = new Resource(ownership.group(), resource);
        if (!processes.containsKey(key)) {
            throw refused(Reason.NOT_RUNNING, "resource '" + resource + "' has no process");
        }
        took("signal " + signo, ownership, resource);
        return stubborn.contains(resource) ? Optional.empty() : Optional.of(processes.remove(key));
    }

    private void tell(Consumer<GuardEvents> news) {
        Optional<GuardEvents> to;
        synchronized (this) {
            to = events;
        }
        to.ifPresent(news);
    }

    @Override
    public void kill(Ownership ownership, String resource) throws HandsRefused {
        faults.meet("kill");
        Optional<Long> pid;
        synchronized (this) {
            checkOpen(ownership);
            pid = Optional.ofNullable(processes.remove(new Resource(ownership.group(), resource)));
            took("kill", ownership, resource);
        }
        pid.ifPresent(ended -> tell(listener -> listener.exited(ownership.group(), ownership.epoch(), resource,
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
    public void addAddress(Ownership ownership, String resource, Address address) throws HandsRefused {
        faults.meet("addAddress", () -> put(ownership, resource, address));
        put(ownership, resource, address);
    }

    private synchronized void put(Ownership ownership, String resource, Address address) throws HandsRefused {
        checkOpen(ownership);
        var key = new Resource(ownership.group(), resource);
        if (address.probe() && elsewhere.contains(address.address())
                || !addresses.getOrDefault(address.address(), key).equals(key)) {
            throw new HandsRefused(Reason.ADDRESS_IN_USE, address.address().getHostAddress() + " is in use",
                    Map.of("mac", "02:00:00:00:00:99"));
        }
        addresses.put(address.address(), key);
        took("add " + address.address().getHostAddress(), ownership, resource);
    }

    @Override
    public void removeAddress(Ownership ownership, String resource, InetAddress address) throws HandsRefused {
        faults.meet("removeAddress");
        remove(ownership, resource, address);
    }

    private synchronized void remove(Ownership ownership, String resource, InetAddress address) throws HandsRefused {
        checkOpen(ownership);
        addresses.remove(address, new Resource(ownership.group(), resource));
        took("remove " + address.getHostAddress(), ownership, resource);
    }

    @Override
    public boolean hasAddress(Ownership ownership, String resource, InetAddress address) throws HandsRefused {
        faults.meet("hasAddress");
        return there(ownership, resource, address);
    }

    private synchronized boolean there(Ownership ownership, String resource, InetAddress address) throws HandsRefused {
        checkOpen(ownership);
        return new Resource(ownership.group(), resource).equals(addresses.get(address));
    }

    @Override
    public void fence(Ownership ownership, String resource) throws HandsRefused {
        synchronized (this) {
            check(ownership);
            took("fence", ownership, resource);
        }
        throw refused(Reason.NOT_STOPPED, "this node is not configured to end more than a kill ends");
    }

    @Override
    public synchronized void confirmAddress(Ownership ownership, String resource, InetAddress address)
            throws HandsRefused {
        checkOpen(ownership);
        took("confirm " + address.getHostAddress(), ownership, resource);
        if (elsewhere.contains(address)) {
            throw new HandsRefused(Reason.ADDRESS_IN_USE, address.getHostAddress() + " is in use",
                    Map.of("mac", "02:00:00:00:00:99"));
        }
    }

    @Override
    public void close(Ownership ownership) throws HandsRefused {
        faults.meet("close", () -> verifyAndRelease(ownership));
        verifyAndRelease(ownership);
    }

    private synchronized void verifyAndRelease(Ownership ownership) throws HandsRefused {
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

    private void took(String what, Ownership ownership, String resource) {
        done.add((what + " " + ownership.group() + "." + ownership.epoch() + " " + resource).strip());
    }

    private static HandsRefused refused(Reason reason, String sentence) {
        return new HandsRefused(reason, sentence, Map.of());
    }
}
