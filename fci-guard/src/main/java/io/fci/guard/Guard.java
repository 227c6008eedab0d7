package io.fci.guard;

import io.fci.guard.hands.GuardHands;
import io.fci.guard.hands.LeaseFiles;
import io.fci.guard.hands.Permission;
import io.fci.guard.hands.Reaper;
import io.fci.guard.hands.Teardown;
import io.fci.guard.linux.BootClock;
import io.fci.guard.linux.PipeEnd;
import io.fci.guard.linux.Self;
import io.fci.guard.linux.SystemCallException;
import io.fci.guard.linux.WatchdogDevice;
import io.fci.guard.machine.Gate;
import io.fci.guard.machine.KernelMachine;
import io.fci.guard.machine.LoopbackMachine;
import io.fci.guard.machine.Machine;
import io.fci.guard.seal.ClusterKey;
import io.fci.guard.seal.KeyException;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.TeardownStep;
import io.fci.guard.wire.ToDaemon;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// Entry point of `fci-guard --settings FILE [--cgroup DIR] [--deadlines DESCRIPTOR]`: what must be true before a lease may be kept, then the
/// threads, connected.
public final class Guard {
    /// Configuration that no restart repairs, as in sysexits.h.
    static final int MISCONFIGURED = 78;
    /// What it needs is not to be had any more: its launcher.
    private static final int UNWATCHED = 69;

    private static final String USAGE = "usage: fci-guard --settings FILE [--cgroup DIR] [--deadlines DESCRIPTOR]";
    private static final int LOST_RENEWALS = 4;
    /// What survived so many collections is old: MaxTenuringThreshold of `dist/bin/fci`, and one more.
    private static final int AGES = 5;
    private static final int AT_ONCE = 64 << 10;
    private static final long CLEAN_NANOS = 10_000_000_000L;

    private Guard() {}

    public static void main(String[] args) {
        try {
            run(args);
        } catch (SettingsException e) {
            System.err.println("fci-guard: " + e.getMessage());
            System.exit(MISCONFIGURED);
        } catch (IOException e) {
            System.err.println("fci-guard: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(String[] args) throws SettingsException, IOException {
        var settings = Settings.read(
                Path.of(option(args, "--settings").orElseThrow(() -> new SettingsException(USAGE))), Self.hostname());
        var key = clusterKey(settings);
        Thread.setDefaultUncaughtExceptionHandler(Guard::die);
        Files.createDirectories(settings.run());
        var lock = alone(settings.run());
        var notes = new Notes();
        var concerns = new ArrayList<String>();
        var deadlines = deadlines(option(args, "--deadlines"), concerns);
        var machine = machine(settings, option(args, "--cgroup"), notes);
        concerns.addAll(machine.concerns());
        var profile = schedule(settings, concerns);
        if (key.isEmpty() && !settings.demoLoopback()) {
            concerns.add("no cluster key: whoever can send from a node's address can speak in its name");
        }
        var launcher = new LauncherLine(deadlines, profile);

        var reaper = new Reaper(notes::say);
        var permission = new Permission();
        var leaseFiles = new LeaseFiles(settings.run(), permission, notes::say);
        // What an earlier guard left behind ends before anybody may say that its incarnation is over.
        var found = clean(machine);
        new Rehearsal(machine, reaper).run(profile).ifPresent(concerns::add);
        // What the start left behind is collected while there is no lease to be late for: the first collection with one would
        // have to copy it, for 5 ms.
        System.gc();

        var guard = UUID.randomUUID();
        var newest = new AtomicReference<DaemonLine>();
        var plane = new LeasePlane(settings, key);
        var watchdog = watchdog(settings, profile, concerns, notes);
        var lease = new LeaseLoop(settings, profile, guard, plane, permission, machine, launcher, watchdog,
                found, notes::say);
        var fence = new SelfFence(settings.selfFence(), watchdog);
        var hands = new GuardHands(machine, profile, permission, reaper, settings.data(), leaseFiles,
                event -> Optional.ofNullable(newest.get()).ifPresent(line -> line.send(event)),
                fence.kind().restartsTheMachine() ? Optional.of(fence::fence) : Optional.empty(), notes::say);
        var teardown = new Teardown(machine, hands, report -> lease.tell(new Order.TornDown(report)), fence::fence);
        var welcome = new ToDaemon.Welcome(guard, profile, Self.realTime(), settings.demoLoopback(), concerns);
        var socket = new DaemonSocket(settings.run(), settings.daemonUid(), lease, hands, welcome, newest, notes::say);
        var keeper = new DaemonKeeper(settings, machine.daemon(), reaper, socket::daemonSeen,
                status -> Thread.ofPlatform().name("exit").start(() -> System.exit(status)), notes::say);
        keeper.clear();
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop")
                        .unstarted(() -> stop(lease, keeper, machine.gate(), watchdog)));

        lease.start(teardown::begin, keeper::replace, () -> {
            notes.say(
                    "the launcher ended; this guard gives up, ends everything and ends, and is started by the next one");
            Thread.ofPlatform().name("exit").start(() -> System.exit(UNWATCHED));
        });
        socket.start();
        keeper.start();
        notes.say("node " + settings.node() + " of cluster " + settings.clusterName() + ": profile " + profile.word()
                + (concerns.isEmpty() ? "" : "; " + String.join("; ", concerns)));
        age();
        report(plane, lease, launcher, notes);
        lock.release();
    }

    /// The launcher's pipe is set up first of all: no child may be started that keeps it open.
    private static Optional<PipeEnd> deadlines(Optional<String> descriptor, List<String> concerns)
            throws SettingsException {
        if (descriptor.isEmpty()) {
            concerns.add("no launcher: nothing ends the groups of a guard that hangs or dies");
            return Optional.empty();
        }
        try {
            return Optional.of(PipeEnd.inherited(Integer.parseInt(descriptor.get())));
        } catch (NumberFormatException | SystemCallException e) {
            throw new SettingsException("--deadlines " + descriptor.get()
                    + " is not a pipe that the launcher left open: " + e.getMessage());
        }
    }

    /// The first young collection of a JVM takes several times as long as the next ones, and what stays is copied by each of
    /// them until it is old. The daemon that will ask for a lease needs longer than this to start.
    private static void age() {
        long enough = AGES * Runtime.getRuntime().maxMemory();
        byte[] garbage = null;
        for (long made = 0; made < enough; made += AT_ONCE) {
            garbage = new byte[AT_ONCE];
        }
        Reference.reachabilityFence(garbage);
    }

    /// With a thread missing a guard must not live; the launcher ends every group when it is gone.
    private static void die(Thread thread, Throwable e) {
        System.err.println("fci-guard: thread " + thread.getName() + " failed: " + e);
        e.printStackTrace();
        Runtime.getRuntime().halt(SelfFence.EXIT);
    }

    private static Optional<ClusterKey> clusterKey(Settings settings) throws SettingsException {
        try {
            return settings.clusterKey().isEmpty()
                    ? Optional.empty()
                    : Optional.of(ClusterKey.read(settings.clusterKey().get()));
        } catch (KeyException e) {
            throw new SettingsException(e.getMessage());
        }
    }

    /// Two guards of one node would end each other's groups.
    private static FileLock alone(Path run) throws IOException {
        var channel = FileChannel.open(run.resolve("guard.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return Optional.ofNullable(channel.tryLock())
                .orElseThrow(() -> new IOException("another guard of this node is running (it holds " + run
                        + "/guard.lock)"));
    }

    private static Machine machine(Settings settings, Optional<String> cgroup, Notes notes)
            throws SettingsException, IOException {
        if (settings.demoLoopback()) {
            return LoopbackMachine.in(settings.run());
        }
        if (!Self.root()) {
            throw new SettingsException("the guard needs root for cgroups, addresses and real-time scheduling;"
                    + " demo_loopback=true shows a cluster on one machine without it");
        }
        return KernelMachine.in(Path.of(cgroup.orElseThrow(
                () -> new SettingsException("--cgroup DIR is missing: the launcher passes it; " + USAGE))), notes::say);
    }

    /// A profile whose times need real-time scheduling is not kept without it: a lease that is lost by lateness under
    /// load is an outage, and a slower profile is not.
    private static Profile schedule(Settings settings, List<String> concerns) {
        if (settings.demoLoopback()) {
            return slower(settings.profile(), concerns);
        }
        try {
            Self.lockMemory();
        } catch (SystemCallException e) {
            concerns.add("memory is not locked (" + e.getMessage() + "): a machine that swaps can lose its lease");
        }
        return Self.realTime() ? settings.profile() : slower(settings.profile(), concerns);
    }

    private static Profile slower(Profile profile, List<String> concerns) {
        if (!profile.needsRealTime() || Self.realTime()) {
            return profile;
        }
        concerns.add("no real-time scheduling: runs profile relaxed instead of " + profile.word());
        return Profile.RELAXED;
    }

    /// Armed only after everything that an earlier guard left behind was found gone: until then a watchdog that still counts
    /// is to restart this machine.
    private static Watchdog watchdog(Settings settings, Profile profile, List<String> concerns, Notes notes)
            throws SettingsException {
        if (settings.watchdog().isEmpty()) {
            return Watchdog.NONE;
        }
        var wanted = settings.watchdog().get();
        if (wanted.timeoutSeconds() * 1_000_000_000L < LOST_RENEWALS * profile.renewNanos()) {
            throw new SettingsException("watchdog.seconds " + wanted.timeoutSeconds() + " is too short for profile "
                    + profile.word() + ", which renews every " + profile.renewNanos() / 1_000_000
                    + " ms: a few lost datagrams would restart this machine");
        }
        try {
            var device = WatchdogDevice.arm(wanted.device(), wanted.timeoutSeconds());
            Watchdog.uncovered(profile, device.timeoutSeconds()).ifPresent(concerns::add);
            notes.say("the watchdog '" + device.identity() + "' restarts this machine unless it is petted within "
                    + device.timeoutSeconds() + " s");
            return new PettedWatchdog(new PettedWatchdog.Device() {
                @Override
                public void pet() throws IOException {
                    device.pet();
                }

                @Override
                public void disarm() throws IOException {
                    device.disarm();
                }
            }, BootClock::now, notes::say);
        } catch (IOException e) {
            throw new SettingsException("watchdog.device " + wanted.device() + " cannot be used: " + e.getMessage());
        }
    }

    /// How it was ended, if there was anything.
    private static Optional<ToDaemon.TornDown> clean(Machine machine) throws IOException {
        boolean something = !machine.processes().open().isEmpty() || !machine.addresses().marked().isEmpty();
        var steps = new ArrayList<TeardownStep>();
        var problem = Teardown.tearDown(machine, BootClock.now() + CLEAN_NANOS, steps);
        if (!problem.isEmpty()) {
            throw new IOException("what an earlier guard left behind does not end: " + problem);
        }
        machine.gate().forgetAddresses();
        return something
                ? Optional
                        .of(new ToDaemon.TornDown(0, "the guard that held it was gone; the next one cleared up", steps))
                : Optional.empty();
    }

    /// On SIGTERM: give up the lease, end everything, say so to the other nodes, then end the daemon.
    private static void stop(LeaseLoop lease, DaemonKeeper keeper, Gate gate, Watchdog watchdog) {
        var done = new CountDownLatch(1);
        lease.tell(new Order.Stop(done::countDown));
        try {
            boolean clean = done.await(7, TimeUnit.SECONDS);
            if (!clean) {
                System.err.println("fci-guard: the teardown did not end within 7 s; the launcher ends the groups");
            }
            keeper.stop();
            // Otherwise it stays, closed, before whatever is left.
            if (clean) {
                gate.remove();
                watchdog.disarm();
            }
        } catch (IOException e) {
            System.err.println("fci-guard: stopping: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The main thread's life: counts what strangers sent, and says once a minute what the lease thread counted and does not
    /// say itself.
    private static void report(LeasePlane plane, LeaseLoop lease, LauncherLine launcher, Notes notes) {
        var never = new CountDownLatch(1);
        var said = lease.health();
        long unsaid = 0;
        try {
            for (int second = 1; !never.await(1, TimeUnit.SECONDS); second++) {
                boolean minute = second % 60 == 0;
                try {
                    lease.strangers(plane.strangers().count());
                } catch (IOException e) {
                    if (minute) {
                        notes.say("datagrams of strangers are not counted: " + e.getMessage());
                    }
                }
                if (!minute) {
                    continue;
                }
                var health = lease.health();
                if (health.dropped() != said.dropped() || health.unsent() != said.unsent()) {
                    notes.say("in the last minute " + (health.dropped() - said.dropped())
                            + " datagrams were no member's and dropped, " + (health.unsent() - said.unsent())
                            + " could not be sent");
                }
                said = health;
                if (launcher.unsaid() != unsaid) {
                    notes.say("the launcher does not read: " + (launcher.unsaid() - unsaid) + " lines were lost in the"
                            + " last minute; should this guard hang too, nothing ends its groups");
                }
                unsaid = launcher.unsaid();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<String> option(String[] args, String name) throws SettingsException {
        Optional<String> value = Optional.empty();
        for (int i = 0; i < args.length; i += 2) {
            if (!List.of("--settings", "--cgroup", "--deadlines").contains(args[i]) || i + 1 == args.length) {
                throw new SettingsException("'" + args[i] + "' is not understood; " + USAGE);
            }
            value = args[i].equals(name) ? Optional.of(args[i + 1]) : value;
        }
        return value;
    }
}
