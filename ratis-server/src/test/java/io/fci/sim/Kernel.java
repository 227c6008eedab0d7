package io.fci.sim;

import io.fci.core.node.Orders.EpochKey;
import io.fci.core.state.ResourceName;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What runs on one machine: cgroups with their processes, addresses, and the gate in front of these. It outlives guard and
/// daemon and obeys only what it is told; a crash of the host empties it.
final class Kernel {
    /// A process of a resource; dying after it was killed, until it is gone.
    static final class Process {
        final EpochKey of;
        final ResourceName resource;
        private boolean dying;
        private boolean gone;
        private boolean stuck;

        Process(EpochKey of, ResourceName resource) {
            this.of = of;
            this.resource = resource;
        }

        boolean gone() {
            return gone;
        }
    }

    record Address(EpochKey of, ResourceName resource, long expires) {}

    /// Told about every start and every end, at the moment it happens.
    interface Watcher {
        void begins(EpochKey what);

        void ended(Process process);
    }

    private final Dice dice;
    private final MachineClock clock;
    private final Watcher watcher;
    private final boolean gated;
    private final long slowestDeath;
    private final SortedMap<EpochKey, List<Process>> places = new TreeMap<>();
    private final SortedMap<String, Address> addresses = new TreeMap<>();
    private long gateUntil = Long.MIN_VALUE;

    Kernel(Dice dice, MachineClock clock, Watcher watcher, boolean gated,
            long slowestDeath) {
        this.dice = dice;
        this.clock = clock;
        this.watcher = watcher;
        this.gated = gated;
        this.slowestDeath = slowestDeath;
    }

    void open(EpochKey of) {
        places.computeIfAbsent(of, _ -> new ArrayList<>());
    }

    boolean isOpen(EpochKey of) {
        return places.containsKey(of);
    }

    /// A child joins its place and becomes the program; where the place is gone it ends.
    void join(Process process) {
        if (process.gone) {
            return;
        }
        var place = places.get(process.of);
        if (place == null) {
            process.gone = true;
            watcher.ended(process);
            return;
        }
        place.add(process);
        watcher.begins(process.of);
    }

    boolean running(EpochKey of, ResourceName resource) {
        return places.getOrDefault(of, List.of()).stream().anyMatch(p -> p.resource.equals(resource));
    }

    boolean running(EpochKey of) {
        return !places.getOrDefault(of, List.of()).isEmpty();
    }

    boolean anyRunning() {
        return places.values().stream().anyMatch(place -> !place.isEmpty());
    }

    void kill(EpochKey of, ResourceName resource) {
        places.getOrDefault(of, List.of()).stream().filter(p -> p.resource.equals(resource)).forEach(this::kill);
    }

    void killAll() {
        places.values().forEach(place -> place.forEach(this::kill));
    }

    private void kill(Process process) {
        if (!process.dying) {
            process.dying = true;
            if (process.stuck) {
                return;
            }
            clock.after(dice.delay(slowestDeath / 8, slowestDeath), () -> end(process));
        }
    }

    /// It waits for a device that does not answer: no signal reaches it.
    void stick(Process process) {
        process.stuck = !process.gone;
    }

    void unstick(Process process) {
        process.stuck = false;
        if (process.dying) {
            end(process);
        }
    }

    /// The process ends by itself, or as it was asked to.
    void end(Process process) {
        if (process.gone || process.stuck) {
            return;
        }
        process.gone = true;
        var place = places.get(process.of);
        if (place != null) {
            place.remove(process);
        }
        watcher.ended(process);
    }

    /// Removes every place that nothing runs in; whether none is left.
    boolean removePlaces() {
        places.values().removeIf(List::isEmpty);
        return places.isEmpty();
    }

    boolean removePlace(EpochKey of) {
        if (running(of)) {
            return false;
        }
        places.remove(of);
        return true;
    }

    void add(String ip, Address address) {
        addresses.put(ip, address);
        // Behind a closed gate it is there and nobody hears of it.
        if (gateOpen()) {
            watcher.begins(address.of());
        }
    }

    boolean has(String ip) {
        addresses.values().removeIf(address -> address.expires() <= clock.now());
        return addresses.containsKey(ip);
    }

    void keep(String ip, long expires) {
        addresses.computeIfPresent(ip, (_, old) -> new Address(old.of(), old.resource(), expires));
    }

    void remove(String ip) {
        addresses.remove(ip);
    }

    void removeAddresses() {
        addresses.clear();
    }

    boolean anyAddress() {
        addresses.values().removeIf(address -> address.expires() <= clock.now());
        return !addresses.isEmpty();
    }

    void gateUntil(long deadline) {
        boolean opens = !gateOpen();
        gateUntil = deadline;
        if (opens && gateOpen()) {
            addresses.values().forEach(address -> watcher.begins(address.of()));
        }
    }

    /// Whether somebody outside would hear from the address.
    boolean answers(String ip) {
        return !clock.stopped() && has(ip) && gateOpen();
    }

    private boolean gateOpen() {
        return !gated || clock.now() < gateUntil;
    }

    /// The ownerships of which something acts on the world now.
    TreeSet<EpochKey> acting() {
        var acting = new TreeSet<EpochKey>();
        if (clock.stopped()) {
            return acting;
        }
        places.forEach((of, place) -> {
            if (!place.isEmpty()) {
                acting.add(of);
            }
        });
        if (anyAddress() && gateOpen()) {
            addresses.values().forEach(address -> acting.add(address.of()));
        }
        return acting;
    }

    List<Process> processes() {
        return places.values().stream().flatMap(List::stream).toList();
    }

    void crash() {
        places.values().forEach(place -> place.forEach(process -> process.gone = true));
        places.clear();
        addresses.clear();
        gateUntil = Long.MIN_VALUE;
    }
}
