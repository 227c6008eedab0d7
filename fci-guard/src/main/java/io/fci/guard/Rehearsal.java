package io.fci.guard;

import io.fci.guard.hands.Reaper;
import io.fci.guard.hands.Teardown;
import io.fci.guard.linux.BootClock;
import io.fci.guard.linux.Launch;

import io.fci.guard.machine.GroupEpoch;
import io.fci.guard.machine.Machine;
import io.fci.guard.machine.RefusedException;
import io.fci.guard.wire.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// The whole teardown on a group of its own, at the start: the first calls into the C library cost a cold virtual machine
/// up to 37 ms, which must not be paid within a reaction time of 100. Also proves that this kernel does what the guard
/// relies on, before a lease is taken.
final class Rehearsal {
    private static final GroupEpoch GROUP = new GroupEpoch("rehearsal", 1);
    private static final int ROUNDS = 3;
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final Machine machine;
    private final Reaper reaper;

    Rehearsal(Machine machine, Reaper reaper) {
        this.machine = machine;
        this.reaper = reaper;
    }

    /// A sentence if a warm teardown took more than half of what the profile allows.
    Optional<String> run(Profile profile) throws IOException {
        long took = 0;
        for (int round = 0; round < ROUNDS; round++) {
            took = once();
        }
        return took > profile.reactionNanos() / 2
                ? Optional.of("a rehearsed teardown took " + took / 1_000_000 + " ms of the "
                        + profile.reactionNanos() / 1_000_000 + " ms that profile " + profile.word() + " allows")
                : Optional.empty();
    }

    private long once() throws IOException {
        machine.processes().open(GROUP);
        var command = machine.processes().joining(GROUP, "sleep", List.of("/bin/sleep", "60"));
        var child = new Launch(command, List.of("PATH=/usr/bin:/bin"), Optional.empty(), Optional.empty()).start();
        reaper.watch(child, _ -> {});
        await("a process did not join its place", () -> machine.processes().running(GROUP, "sleep"));
        address();
        long start = BootClock.now();
        var problem = Teardown.tearDown(machine, start + PATIENCE_NANOS, new ArrayList<>());
        if (!problem.isEmpty()) {
            throw new IOException("the rehearsed teardown failed: " + problem);
        }
        return BootClock.now() - start;
    }

    /// An address on the loopback interface, which no other machine can see.
    private void address() throws IOException {
        var address = InetAddress.ofLiteral("127.201.77.9");
        try {
            var target = machine.addresses().target(address, 8, Optional.of("lo"));
            synchronized (machine.addresses()) {
                machine.addresses().add(target, address, 1);
            }
        } catch (RefusedException e) {
            throw new IOException("the rehearsal's address was refused: " + e.getMessage(), e);
        }
        if (!machine.addresses().has(address)) {
            throw new IOException(
                    "this kernel does not keep the mark of an address (Linux 5.18 or newer does), by which"
                            + " the guard finds what an earlier guard left behind");
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String otherwise, Condition condition) throws IOException {
        long end = BootClock.now() + PATIENCE_NANOS;
        while (!condition.holds()) {
            if (BootClock.now() > end) {
                throw new IOException(otherwise + " within 5 s");
            }
            LockSupport.parkNanos(500_000);
        }
    }
}
