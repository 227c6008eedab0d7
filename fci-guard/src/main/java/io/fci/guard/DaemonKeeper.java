package io.fci.guard;

import io.fci.guard.hands.Reaper;
import io.fci.guard.linux.BootClock;
import io.fci.guard.linux.Child;
import io.fci.guard.linux.Launch;
import io.fci.guard.machine.GroupEpoch;
import io.fci.guard.machine.Processes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Starts the daemon under its own user, and again when it ended, after everything of the old one is gone. One thread.
final class DaemonKeeper {
    private static final GroupEpoch PLACE = new GroupEpoch("daemon", 1);
    private static final String RESOURCE = "fcid";
    private static final long FIRST_PAUSE = 200_000_000;
    private static final long LONGEST_PAUSE = 5_000_000_000L;
    private static final long STEADY = 10_000_000_000L;
    private static final int SIGTERM = 15;

    private final Settings settings;
    private final Processes place;
    private final Reaper reaper;
    private final BooleanSupplier everConnected;
    private final IntConsumer unusable;
    private final Consumer<String> notes;
    private volatile Optional<Child> running = Optional.empty();
    private volatile boolean stopping;

    /// `unusable` is called when the daemon says, before it ever connected, that its configuration is wrong.
    DaemonKeeper(Settings settings, Processes place, Reaper reaper, BooleanSupplier everConnected,
            IntConsumer unusable, Consumer<String> notes) {
        this.settings = settings;
        this.place = place;
        this.reaper = reaper;
        this.everConnected = everConnected;
        this.unusable = unusable;
        this.notes = notes;
    }

    void start() {
        if (!settings.daemonCommand().isEmpty()) {
            Thread.ofPlatform().daemon().name("daemon").start(this::run);
        }
    }

    /// Asks the daemon to end, waits a little, and ends it.
    void stop() throws IOException {
        stopping = true;
        var child = running;
        if (child.isPresent() && child.get().signal(SIGTERM)) {
            long end = BootClock.now() + 3_000_000_000L;
            while (running.isPresent() && BootClock.now() < end) {
                LockSupport.parkNanos(10_000_000);
            }
        }
        clear();
    }

    /// Ends a daemon that says nothing any more.
    void replace() {
        place.killAll();
    }

    /// Everything of an old daemon is ended and its place removed.
    void clear() throws IOException {
        long end = BootClock.now() + 5_000_000_000L;
        place.killAll();
        while (place.anyRunning()) {
            if (BootClock.now() > end) {
                throw new IOException("processes of the old daemon are still there 5 s after they were killed");
            }
            LockSupport.parkNanos(1_000_000);
            place.killAll();
        }
        place.removeAll();
    }

    private void run() {
        long pause = FIRST_PAUSE;
        while (!stopping) {
            long started = BootClock.now();
            try {
                clear();
                var ending = runOnce();
                if (stopping) {
                    return;
                }
                notes.accept("the daemon ended "
                        + (ending.signal() != 0 ? "by signal " + ending.signal() : "with status " + ending.status()));
                if (ending.status() == Guard.MISCONFIGURED && ending.signal() == 0 && !everConnected.getAsBoolean()) {
                    unusable.accept(Guard.MISCONFIGURED);
                    return;
                }
            } catch (IOException | ExecutionException e) {
                notes.accept("starting the daemon: " + e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            pause = BootClock.now() - started > STEADY ? FIRST_PAUSE : pause;
            LockSupport.parkNanos(pause);
            pause = Math.min(LONGEST_PAUSE, pause * 2);
        }
    }

    private Child.Ending runOnce() throws IOException, InterruptedException, ExecutionException {
        place.open(PLACE);
        var argv = place.joining(PLACE, RESOURCE, asUser(settings.daemonCommand()));
        var child = new Launch(argv, environment(), Optional.empty(), Optional.empty()).start();
        var ended = new CompletableFuture<Child.Ending>();
        running = Optional.of(child);
        reaper.watch(child, ended::complete);
        try {
            while (true) {
                try {
                    return ended.get(1, TimeUnit.MINUTES);
                } catch (TimeoutException e) {
                    continue; // It runs.
                }
            }
        } finally {
            running = Optional.empty();
        }
    }

    private List<String> asUser(List<String> command) {
        if (settings.daemonUid().isEmpty()) {
            return command;
        }
        int uid = settings.daemonUid().getAsInt();
        var prefixed = new ArrayList<>(List.of("/usr/bin/setpriv", "--reuid=" + uid, "--regid=" + uid,
                "--clear-groups"));
        // Only port 53 needs it; everything else of root's is gone with the uid.
        var capabilities = settings.lowPorts() ? "-all,+net_bind_service" : "-all";
        prefixed.addAll(List.of("--inh-caps=" + capabilities, "--ambient-caps=" + capabilities, "--"));
        prefixed.addAll(command);
        return prefixed;
    }

    /// The guard's own environment: it is the launcher's, which is what an administrator set.
    private static List<String> environment() {
        return System.getenv().entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).toList();
    }
}
