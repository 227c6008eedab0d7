package io.fci.guard.hands;

import io.fci.guard.linux.BootClock;
import io.fci.guard.linux.Child;
import io.fci.guard.linux.Launch;
import io.fci.guard.linux.Users;
import io.fci.guard.machine.GroupEpoch;
import io.fci.guard.machine.Processes;
import io.fci.guard.machine.RefusedException;
import io.fci.guard.wire.HandsReason;
import io.fci.guard.wire.HandsRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Starts, signals and kills processes of resources. Called by the threads of the hands, several at a time.
final class ProcessHands {
    /// Right before a system call that changes the world.
    interface Check {
        void now() throws RefusedException;
    }

    private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    /// Known to the guard alone, so nobody else may say it.
    private static final String LEASE_FILE = "FCI_LEASE_FILE";
    private static final long KILL_NANOS = 5_000_000_000L;

    private final Processes processes;
    private final OutputFiles outputs;

    ProcessHands(Processes processes, OutputFiles outputs) {
        this.processes = processes;
        this.outputs = outputs;
    }

    Child spawn(GroupEpoch of, Ledger.Open open, HandsRequest.Spawn request, Path leaseFile, Check check)
            throws IOException, RefusedException {
        var argv = asUser(request.user(), request.argv());
        var output = outputs.prepare(of.group(), request.resource());
        // One start at a time within a group's epoch: two of the same resource must not both find it free.
        synchronized (open) {
            if (open.mains().containsKey(request.resource()) || processes.running(of, request.resource())) {
                throw new RefusedException(HandsReason.ALREADY_RUNNING, "resource '" + request.resource() + "' of " + of
                        + " still has processes; kill it first", Map.of("resource", request.resource()));
            }
            check.now();
            var command = processes.joining(of, request.resource(), argv);
            check.now();
            var child = new Launch(command, environment(request.env(), leaseFile), Optional.of(output),
                    request.directory())
                    .start();
            open.mains().put(request.resource(), child);
            return child;
        }
    }

    void signal(Ledger.Open open, HandsRequest.Signal request, Check check) throws IOException, RefusedException {
        var child = Optional.ofNullable(open.mains().get(request.resource()));
        check.now();
        if (child.isEmpty() || !child.get().signal(request.signo())) {
            throw new RefusedException(HandsReason.NOT_RUNNING, "resource '" + request.resource()
                    + "' has no main process to signal", Map.of("resource", request.resource()));
        }
    }

    void kill(GroupEpoch of, String resource, Check check) throws IOException, RefusedException {
        long end = BootClock.now() + KILL_NANOS;
        check.now();
        while (true) {
            processes.kill(of, resource);
            try {
                if (!processes.running(of, resource)) {
                    processes.remove(of, resource);
                    return;
                }
            } catch (IOException late) {
                // Somebody joined after the look: kill again. The last look's words go into the refusal below.
                if (BootClock.now() > end) {
                    throw late;
                }
            }
            if (BootClock.now() > end) {
                throw new RefusedException(HandsReason.NOT_STOPPED, "processes of resource '" + resource + "' of " + of
                        + " are still there 5 s after they were killed", Map.of("what", resource));
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /// `setpriv` becomes the user and then the command, in the same process.
    private static List<String> asUser(Optional<String> user, List<String> argv) throws RefusedException {
        if (user.isEmpty()) {
            return argv;
        }
        var found = Users.find(user.get()).orElseThrow(() -> new RefusedException(HandsReason.INVALID,
                "there is no user '" + user.get() + "' on this node", Map.of("user", user.get())));
        var command = new ArrayList<>(List.of("/usr/bin/setpriv", "--reuid=" + found.uid(), "--regid=" + found.gid(),
                found.account() ? "--init-groups" : "--clear-groups", "--inh-caps=-all", "--"));
        command.addAll(argv);
        return command;
    }

    static List<String> environment(Map<String, String> given, Path leaseFile) {
        var environment = new ArrayList<String>();
        environment.add(LEASE_FILE + "=" + leaseFile);
        if (!given.containsKey("PATH")) {
            environment.add("PATH=" + PATH);
        }
        given.forEach((name, value) -> {
            if (!name.equals(LEASE_FILE)) {
                environment.add(name + "=" + value);
            }
        });
        return environment;
    }
}
