package io.fci.guard.hands;

import io.fci.guard.linux.Child;
import io.fci.guard.machine.GroupEpoch;
import io.fci.guard.machine.Machine;
import io.fci.guard.machine.RefusedException;
import io.fci.guard.wire.Claim;
import io.fci.guard.wire.HandsAnswer;
import io.fci.guard.wire.HandsReason;
import io.fci.guard.wire.HandsRequest;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.ToDaemon;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Does what the daemon asks, each request on a thread of a bounded pool, so that a probe of the wire delays nothing else.
public final class GuardHands {
    private static final int THREADS = 8;
    private static final int WAITING = 256;

    /// Three times within the shortest life of an address.
    private static final long KEEP_MILLIS = 500;

    private final Machine machine;
    private final Permission permission;
    private final Reaper reaper;
    private final LeaseFiles leaseFiles;
    private final Consumer<ToDaemon> events;
    private final Consumer<String> notes;
    private final Optional<Consumer<String>> fence;
    private final Ledger ledger = new Ledger();
    private final ProcessHands processHands;
    private final AddressHands addressHands;
    private final ThreadPoolExecutor pool = new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(WAITING), Thread.ofPlatform().daemon().name("hand-", 0).factory());

    /// `events` and `notes` must not block.
    /// @param profile by which this guard holds its lease
    /// @param fence ends what a kill does not end, with the whole machine, and does not return; empty: nothing does
    public GuardHands(Machine machine, Profile profile, Permission permission, Reaper reaper, Path data,
            LeaseFiles leaseFiles, Consumer<ToDaemon> events, Optional<Consumer<String>> fence,
            Consumer<String> notes) {
        this.fence = fence;
        this.machine = machine;
        this.permission = permission;
        this.reaper = reaper;
        this.leaseFiles = leaseFiles;
        this.events = events;
        this.notes = notes;
        ScheduledExecutorService later = Executors.newScheduledThreadPool(2,
                Thread.ofPlatform().daemon().name("chore-", 0).factory());
        var outputs = new OutputFiles(data, notes);
        this.processHands = new ProcessHands(machine.processes(), outputs);
        this.addressHands = new AddressHands(machine.addresses(), later, lifetimeSeconds(profile), notes);
        later.scheduleWithFixedDelay(this::keepAddresses, KEEP_MILLIS, KEEP_MILLIS, TimeUnit.MILLISECONDS);
        later.scheduleWithFixedDelay(outputs::bound, 1, 1, TimeUnit.SECONDS);
        Thread.ofPlatform().daemon().name("addresses").start(this::watchAddresses);
    }

    /// Called by the connection's reader: queues the request. `reply` is called once, on another thread or this one, and
    /// must not block.
    public void perform(HandsRequest.Claimed request, Consumer<HandsAnswer> reply) {
        try {
            pool.execute(() -> answer(request, reply));
        } catch (RejectedExecutionException e) {
            reply.accept(busy());
        }
    }

    /// Asks the wire about an address of which nothing is known here. Called and answered like [#perform].
    public void probe(HandsRequest.Probe request, Consumer<HandsAnswer> reply) {
        try {
            pool.execute(() -> {
                try {
                    addressHands.probe(request);
                    reply.accept(new HandsAnswer.Done());
                } catch (RefusedException e) {
                    reply.accept(e.answer());
                } catch (IOException | RuntimeException e) {
                    reply.accept(new HandsAnswer.Refused(HandsReason.SYSTEM, "asking who has "
                            + request.address().getHostAddress() + ": " + e.getMessage(), Map.of()));
                }
            });
        } catch (RejectedExecutionException e) {
            reply.accept(busy());
        }
    }

    /// How long what runs for this ownership may still act. Answered at once: whoever asks waits for it before each step.
    public HandsAnswer left(Claim claim) {
        try {
            ledger.get(new GroupEpoch(claim.group(), claim.epoch()));
            return new HandsAnswer.Left(permission.left(claim.k()));
        } catch (RefusedException e) {
            return e.answer();
        }
    }

    private static HandsAnswer busy() {
        return new HandsAnswer.Refused(HandsReason.BUSY,
                WAITING + " requests are waiting for the guard already; ask again", Map.of());
    }

    /// The teardown has verified that nothing is left of anything.
    void forgetOpen() {
        leaseFiles.endAll();
        ledger.forgetOpen();
    }

    private void answer(HandsRequest.Claimed request, Consumer<HandsAnswer> reply) {
        try {
            act(request, reply);
        } catch (RefusedException e) {
            reply.accept(e.answer());
        } catch (IOException e) {
            reply.accept(new HandsAnswer.Refused(HandsReason.SYSTEM, request.claim() + ": " + describe(e), Map.of()));
        } catch (TimeoutException e) {
            reply.accept(new HandsAnswer.Refused(HandsReason.BUSY, e.getMessage(), Map.of()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply.accept(new HandsAnswer.Refused(HandsReason.BUSY, "the guard is stopping", Map.of()));
        } catch (RuntimeException e) {
            // A fault of ours in one request must not end every group of the node.
            notes.accept(request + " failed: " + e);
            reply.accept(new HandsAnswer.Refused(HandsReason.SYSTEM, request.claim() + ": " + e, Map.of()));
        }
    }

    private void act(HandsRequest.Claimed request, Consumer<HandsAnswer> reply)
            throws IOException, RefusedException, TimeoutException, InterruptedException {
        var of = new GroupEpoch(request.claim().group(), request.claim().epoch());
        ProcessHands.Check check = () -> {
            permission.check(request.claim().k());
            ledger.refuseReleased(of);
        };
        check.now();
        switch (request) {
            case HandsRequest.Open _ -> {
                ledger.open(of, request.claim().k());
                check.now();
                machine.processes().open(of);
                leaseFiles.open(of, request.claim().k());
                reply.accept(new HandsAnswer.Done());
            }
            case HandsRequest.Close _ -> {
                close(of, check);
                reply.accept(new HandsAnswer.Done());
            }
            case HandsRequest.Spawn spawn -> within(of, open -> {
                var child = processHands.spawn(of, open, spawn, leaseFiles.path(of), check);
                // Answered before it is watched, so that nobody hears of the end before the beginning.
                reply.accept(new HandsAnswer.Spawned(child.pid()));
                reaper.watch(child, ending -> ended(of, spawn.resource(), open, child, ending));
            });
            case HandsRequest.Signal signal -> within(of, open -> {
                processHands.signal(open, signal, check);
                reply.accept(new HandsAnswer.Done());
            });
            case HandsRequest.Kill kill -> within(of, _ -> {
                processHands.kill(of, kill.resource(), check);
                reply.accept(new HandsAnswer.Done());
            });
            case HandsRequest.AddAddress add -> within(of, open -> {
                addressHands.add(open, add, check);
                reply.accept(new HandsAnswer.Done());
            });
            case HandsRequest.RemoveAddress remove -> within(of, open -> {
                addressHands.remove(open, remove, check);
                reply.accept(new HandsAnswer.Done());
            });
            case HandsRequest.Fence last -> within(of, open -> {
                fence(of, open, last.resource());
                reply.accept(new HandsAnswer.Done());
            });
            case HandsRequest.ConfirmAddress ask -> within(of, open -> {
                addressHands.confirm(open, ask);
                reply.accept(new HandsAnswer.Done());
            });
            case HandsRequest.CheckAddress look -> within(of, open -> reply.accept(
                    new HandsAnswer.Checked(addressHands.present(open, look.resource(), look.address()))));
        }
    }

    private interface Work {
        void in(Ledger.Open open) throws IOException, RefusedException;
    }

    private void within(GroupEpoch of, Work work)
            throws IOException, RefusedException, TimeoutException, InterruptedException {
        var open = ledger.get(of);
        if (!open.lock().readLock().tryLock(5, TimeUnit.SECONDS)) {
            throw new TimeoutException(of + " is being closed");
        }
        try {
            // Closed while this waited for the lock: get refuses.
            work.in(ledger.get(of));
        } finally {
            open.lock().readLock().unlock();
        }
    }

    private void close(GroupEpoch of, ProcessHands.Check check)
            throws IOException, RefusedException, TimeoutException, InterruptedException {
        var open = ledger.find(of);
        if (open.isEmpty()) {
            // Never opened, so nothing can be of it; from now on nothing will.
            ledger.release(of);
            return;
        }
        var lock = open.get().lock().writeLock();
        if (!lock.tryLock(5, TimeUnit.SECONDS)) {
            throw new TimeoutException("something is still being done for " + of);
        }
        try {
            verifyStopped(of, open.get());
            check.now();
            for (var resource : machine.processes().resources(of)) {
                machine.processes().remove(of, resource);
            }
            machine.processes().remove(of);
            leaseFiles.end(of);
            ledger.release(of);
        } finally {
            lock.unlock();
        }
    }

    private void verifyStopped(GroupEpoch of, Ledger.Open open) throws IOException, RefusedException {
        for (var resource : machine.processes().resources(of)) {
            var left = left(of, open, resource);
            if (left.isPresent()) {
                throw notStopped(of, left.get(), resource);
            }
        }
        for (var entry : open.addresses().entrySet()) {
            if (machine.addresses().has(entry.getKey())) {
                throw notStopped(of, "address " + entry.getKey().getHostAddress() + " is still here",
                        entry.getValue().resource());
            }
        }
    }

    private void fence(GroupEpoch of, Ledger.Open open, String resource) throws IOException, RefusedException {
        var left = left(of, open, resource);
        if (left.isEmpty()) {
            throw new RefusedException(HandsReason.NOT_RUNNING, "nothing of resource '" + resource + "' of " + of
                    + " is left", Map.of("resource", resource));
        }
        if (fence.isEmpty()) {
            throw notStopped(of, left.get() + ", and this node is not configured to end more than a kill ends",
                    resource);
        }
        fence.get().accept(of + " is not stopped: " + left.get());
    }

    private Optional<String> left(GroupEpoch of, Ledger.Open open, String resource) throws IOException {
        if (machine.processes().running(of, resource)) {
            return Optional.of("resource '" + resource + "' still has processes");
        }
        for (var entry : open.addresses().entrySet()) {
            if (entry.getValue().resource().equals(resource) && machine.addresses().has(entry.getKey())) {
                return Optional.of("address " + entry.getKey().getHostAddress() + " is still here");
            }
        }
        return Optional.empty();
    }

    private static RefusedException notStopped(GroupEpoch of, String what, String resource) {
        return new RefusedException(HandsReason.NOT_STOPPED, of + " is not stopped: " + what, Map.of("what", resource));
    }

    private void ended(GroupEpoch of, String resource, Ledger.Open open, Child child, Child.Ending ending) {
        open.mains().remove(resource, child);
        events.accept(new ToDaemon.Exited(of.group(), of.epoch(), resource, child.pid(), ending.status(),
                ending.signal()));
    }

    /// The lease in whole seconds, which is the kernel's grain, and one more: a coarse wall behind the guard's own deadline.
    private static int lifetimeSeconds(Profile profile) {
        return Math.toIntExact(Math.ceilDiv(profile.leaseNanos(), 1_000_000_000L)) + 1;
    }

    private void keepAddresses() {
        ledger.all().forEach((of, open) -> addressHands.keep(open, () -> {
            permission.check(open.k());
            ledger.refuseReleased(of);
        }));
    }

    private void watchAddresses() {
        while (true) {
            try {
                for (var address : machine.addresses().awaitRemoved(1_000)) {
                    var whose = ledger.whose(address);
                    if (whose.isPresent() && !machine.addresses().has(address)) {
                        events.accept(new ToDaemon.AddressLost(whose.get().getKey().group(),
                                whose.get().getKey().epoch(), whose.get().getValue(), address));
                    }
                }
            } catch (IOException e) {
                // News were lost (the kernel says ENOBUFS) or the kernel is out of something; the daemon's own checks
                // of its addresses still stand.
                notes.accept("watching addresses: " + e.getMessage());
            }
        }
    }

    private static String describe(IOException e) {
        return e.getClass() == IOException.class || e.getMessage() == null
                ? String.valueOf(e.getMessage())
                : e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
    }
}
