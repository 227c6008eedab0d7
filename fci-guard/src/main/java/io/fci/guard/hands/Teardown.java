package io.fci.guard.hands;

import io.fci.guard.linux.BootClock;
import io.fci.guard.machine.Machine;
import io.fci.guard.wire.TeardownStep;
import io.fci.guard.wire.ToDaemon;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Ends everything of an incarnation on its own thread, and verifies that by reading the kernel back. The lease thread has
/// withdrawn the permission and killed every process before it starts one.
public final class Teardown {
    /// @param k the incarnation; @param lostNanos when its lease ended; @param boundNanos how long this may take
    public record Loss(long k, String why, long lostNanos, long boundNanos) {}

    public record Report(long k, String why, List<TeardownStep> steps) {
        public ToDaemon.TornDown message() {
            return new ToDaemon.TornDown(k, why, steps);
        }

        @Override
        public String toString() {
            return "incarnation " + k + " is over (" + why + "); torn down: "
                    + String.join(", ", steps.stream().map(TeardownStep::toString).toList());
        }
    }

    /// Of a teardown that had to be repeated over and over, the first steps tell enough.
    private static final int STEPS = 32;

    private final Machine machine;
    private final GuardHands hands;
    private final Consumer<Report> done;
    private final Consumer<String> failed;
    /// No incarnation is adopted before the last one's teardown ended, so one place would do.
    private final BlockingQueue<Loss> losses = new ArrayBlockingQueue<>(4);

    /// `done` is told of a verified end; `failed` of one that was not verified within its bound, and does not return.
    public Teardown(Machine machine, GuardHands hands, Consumer<Report> done, Consumer<String> failed) {
        this.machine = machine;
        this.hands = hands;
        this.done = done;
        this.failed = failed;
        Thread.ofPlatform().daemon().name("hands").start(this::run);
    }

    /// Called by the lease thread; does not block.
    public void begin(Loss loss) {
        losses.add(loss);
    }

    private void run() {
        while (true) {
            Loss loss;
            try {
                loss = losses.take();
            } catch (InterruptedException e) {
                failed.accept("the teardown's thread was interrupted");
                return;
            }
            var steps = new ArrayList<TeardownStep>();
            long begun = BootClock.now();
            steps.add(step("noticed", loss.lostNanos(), begun));
            var problem = tearDown(machine, begun + loss.boundNanos(), steps);
            if (problem.isEmpty()) {
                hands.forgetOpen();
                machine.gate().forgetAddresses();
                done.accept(new Report(loss.k(), loss.why(), List.copyOf(steps)));
            } else {
                failed.accept("incarnation " + loss.k() + " (" + loss.why() + ") is not gone after "
                        + loss.boundNanos() / 1_000_000 + " ms: " + problem);
            }
        }
    }

    /// Ends and verifies; answers what is left at `deadline`, or nothing. Also what a guard does first of all, for what an
    /// earlier one left behind.
    public static String tearDown(Machine machine, long deadline, List<TeardownStep> steps) {
        String problem;
        do {
            try {
                long start = BootClock.now();
                machine.processes().killAll();
                boolean running = machine.processes().anyRunning();
                while (running && BootClock.now() < deadline) {
                    LockSupport.parkNanos(500_000);
                    running = machine.processes().anyRunning();
                }
                long dead = add(steps, "processes", start);
                machine.processes().removeAll();
                long removed = add(steps, "places", dead);
                removeAddresses(machine);
                long clean = add(steps, "addresses", removed);
                problem = left(machine);
                add(steps, "verify", clean);
            } catch (IOException e) {
                // A late starter sits in a place that is to be removed, most likely: kill again.
                problem = String.valueOf(e.getMessage());
                LockSupport.parkNanos(500_000);
            }
        } while (!problem.isEmpty() && BootClock.now() < deadline);
        return problem;
    }

    /// Under the lock that adding takes: whoever adds after this has seen that the permission is gone.
    private static void removeAddresses(Machine machine) throws IOException {
        synchronized (machine.addresses()) {
            machine.addresses().removeMarked();
        }
    }

    private static String left(Machine machine) throws IOException {
        if (machine.processes().anyRunning()) {
            return "processes are still running";
        }
        if (!machine.processes().open().isEmpty()) {
            return machine.processes().open().getFirst() + " has a place again";
        }
        var addresses = machine.addresses().marked();
        return addresses.isEmpty() ? "" : "address " + addresses.getFirst().getHostAddress() + " is still here";
    }

    private static long add(List<TeardownStep> steps, String what, long from) {
        long now = BootClock.now();
        if (steps.size() < STEPS) {
            steps.add(step(what, from, now));
        }
        return now;
    }

    private static TeardownStep step(String what, long from, long to) {
        return new TeardownStep(what, Math.max(0, to - from) / 1_000);
    }
}
