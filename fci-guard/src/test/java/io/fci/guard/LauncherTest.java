package io.fci.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.fci.guard.testbed.Deadline;
import io.fci.guard.testbed.GuardNode;
import io.fci.guard.testbed.Shell;
import io.fci.guard.wire.Claim;
import io.fci.guard.wire.HandsAnswer;
import io.fci.guard.wire.HandsReason;
import io.fci.guard.wire.HandsRequest;
import io.fci.guard.wire.Profile;
import io.fci.guard.wire.Standing;
import io.fci.guard.wire.ToDaemon;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The loopback variant, which needs no privilege: one node that is its own majority.
class LauncherTest {
    private static final Claim ORDERS = new Claim(1, "orders", 7);

    @TempDir
    Path home;

    @Test
    void theLoopbackVariantRunsAndEndsProcessesByGroup() throws Exception {
        long pid;
        try (var node = loopback()) {
            try (var daemon = node.connect()) {
                var welcome = daemon.welcome();
                assertThat(welcome.demoLoopback()).isTrue();
                assertThat(welcome.profile()).isEqualTo(Profile.RELAXED);
                assertThat(welcome.concerns())
                        .contains("loopback (demo): no address is moved, processes are killed by process group",
                                "no real-time scheduling: runs profile relaxed instead of lan");
                assertThat(daemon.adopt(1, 1, List.of(new Standing("a", 1, false))))
                        .isEqualTo(new HandsAnswer.Done());
                daemon.await(ToDaemon.LeaseHeld.class, held -> held.k() == 1);
                daemon.call(new HandsRequest.Open(ORDERS));
                assertThat(daemon.addAddress(ORDERS, "ip", "127.0.1.50", 8)).isEqualTo(new HandsAnswer.Done());
                assertThat(daemon.addAddress(ORDERS, "ip", "10.0.0.50", 24))
                        .isInstanceOfSatisfying(HandsAnswer.Refused.class,
                                refused -> assertThat(refused.reason()).isEqualTo(HandsReason.NOT_LOOPBACK));
                pid = daemon.spawn(ORDERS, "web", "/bin/sleep", "1000");
                Deadline.until("the process runs", 5_000, () -> GuardNode.runs(pid));

                // Nobody is left but the launcher, and it knows what to end.
                ProcessHandle.of(node.guardPid()).orElseThrow().destroyForcibly();
                Deadline.until("the launcher ended the group", 2_000, () -> !GuardNode.runs(pid));
            }
            try (var daemon = node.connect()) {
                daemon.welcome();
                daemon.adopt(2, 2, List.of(new Standing("a", 2, false)));
                daemon.await(ToDaemon.LeaseHeld.class, held -> held.k() == 2);
            }
        }
        assertThat(home.resolve("run/groups")).doesNotExist();
    }

    @Test
    void aSilentDaemonLosesEverything() throws Exception {
        try (var node = loopback(); var daemon = node.connect()) {
            daemon.adopt(1, 1, List.of(new Standing("a", 1, false)));
            daemon.await(ToDaemon.LeaseHeld.class, held -> held.k() == 1);
            daemon.call(new HandsRequest.Open(ORDERS));
            long pid = daemon.spawn(ORDERS, "web", "/bin/sleep", "1000");
            daemon.fallSilent();
            Deadline.until("the process is gone", 15_000, () -> !GuardNode.runs(pid));
            Deadline.until("the connection is closed", 2_000, daemon::closedByGuard);
        }
    }

    @Test
    void aHangingGuardsGroupsEndAtTheDeadlineAndNothingElseDoes() throws Exception {
        try (var node = loopback(); var daemon = node.connect()) {
            daemon.adopt(1, 1, List.of(new Standing("a", 1, false)));
            daemon.await(ToDaemon.LeaseHeld.class, held -> held.k() == 1);
            daemon.call(new HandsRequest.Open(ORDERS));
            long pid = daemon.spawn(ORDERS, "web", "/bin/sleep", "1000");
            Deadline.until("the process runs", 5_000, () -> GuardNode.runs(pid));
            long guard = node.guardPid();
            freezeUntil(guard, "the process is gone", () -> !GuardNode.runs(pid));
            daemon.await(ToDaemon.TornDown.class, torn -> torn.k() == 1);

            // The next life is watched again, also when a launcher was the one that hung.
            daemon.adopt(2, 2, List.of(new Standing("a", 2, false)));
            daemon.await(ToDaemon.LeaseHeld.class, held -> held.k() == 2);
            var next = new Claim(2, "orders", 8);
            daemon.call(new HandsRequest.Open(next));
            long survivor = daemon.spawn(next, "web", "/bin/sleep", "1000");
            Deadline.until("the process runs", 5_000, () -> GuardNode.runs(survivor));
            long thaws = System.nanoTime() + 2 * Profile.RELAXED.acceptorWaitNanos();
            Shell.run("kill", "-STOP", Long.toString(node.launcherPid()));
            try {
                Deadline.until("many deadlines lie in the pipe", 10_000, () -> System.nanoTime() > thaws);
            } finally {
                Shell.run("kill", "-CONT", Long.toString(node.launcherPid()));
            }
            assertThat(daemon.call(new HandsRequest.Open(next))).isEqualTo(new HandsAnswer.Done());
            assertThat(GuardNode.runs(survivor)).as("a late launcher reads the whole pipe before its verdict").isTrue();
            freezeUntil(guard, "the second process is gone", () -> !GuardNode.runs(survivor));
        }
    }

    @Test
    void aGuardThatStaysFrozenIsKilledAndReplaced() throws Exception {
        try (var node = loopback()) {
            long guard;
            long pid;
            try (var daemon = node.connect()) {
                daemon.adopt(1, 1, List.of(new Standing("a", 1, false)));
                daemon.await(ToDaemon.LeaseHeld.class, held -> held.k() == 1);
                daemon.call(new HandsRequest.Open(ORDERS));
                pid = daemon.spawn(ORDERS, "web", "/bin/sleep", "1000");
                guard = node.guardPid();
                Shell.run("kill", "-STOP", Long.toString(guard));
                Deadline.until("the frozen guard is gone", 30_000, () -> !GuardNode.runs(guard));
                assertThat(GuardNode.runs(pid)).isFalse();
            }
            node.awaitAnotherGuard(guard);
            // Nor does one stay that has nothing to hold.
            long next = node.guardPid();
            try (var daemon = node.connect()) {
                daemon.welcome();
                Shell.run("kill", "-STOP", Long.toString(next));
                Deadline.until("the second frozen guard is gone", 30_000, () -> !GuardNode.runs(next));
            }
            node.awaitAnotherGuard(next);
            try (var daemon = node.connect()) {
                assertThat(daemon.adopt(2, 2, List.of(new Standing("a", 2, false))))
                        .isEqualTo(new HandsAnswer.Done());
                daemon.await(ToDaemon.LeaseHeld.class, held -> held.k() == 2);
            }
        }
    }

    @Test
    void aGuardWhoseLauncherIsKilledGivesUpAndTheNextLauncherStartsAnother() throws Exception {
        long pid;
        long guard;
        try (var node = loopback(); var daemon = node.connect()) {
            daemon.adopt(1, 1, List.of(new Standing("a", 1, false)));
            daemon.await(ToDaemon.LeaseHeld.class, held -> held.k() == 1);
            daemon.call(new HandsRequest.Open(ORDERS));
            pid = daemon.spawn(ORDERS, "web", "/bin/sleep", "1000");
            Deadline.until("the process runs", 5_000, () -> GuardNode.runs(pid));
            guard = node.guardPid();
            Shell.run("kill", "-KILL", Long.toString(node.launcherPid()));
            daemon.await(ToDaemon.LeaseLost.class, lost -> lost.why().contains("launcher ended"));
            Deadline.until("the group is gone", 2_000, () -> !GuardNode.runs(pid));
            // What it asked for now would be a life that nobody holds.
            assertThat(daemon.adopt(2, 2, List.of(new Standing("a", 2, false))))
                    .isInstanceOfSatisfying(HandsAnswer.Refused.class,
                            refused -> assertThat(refused.sentence()).contains("the guard is stopping"));
            Deadline.until("the guard ends by itself", 10_000, () -> !GuardNode.runs(guard));
            assertThat(daemon.last(ToDaemon.TornDown.class)).as("what makes a daemon ask for the next life").isEmpty();
        }
        try (var node = loopback(); var daemon = node.connect()) {
            assertThat(node.guardPid()).isNotEqualTo(guard);
            daemon.adopt(2, 2, List.of(new Standing("a", 2, false)));
            daemon.await(ToDaemon.LeaseHeld.class, held -> held.k() == 2);
        }
    }

    @Test
    void aNewLauncherEndsWhatAGuardThatWasKilledWithTheLastOneLeft() throws Exception {
        long pid;
        try (var node = loopback(); var daemon = node.connect()) {
            daemon.adopt(1, 1, List.of(new Standing("a", 1, false)));
            daemon.await(ToDaemon.LeaseHeld.class, held -> held.k() == 1);
            daemon.call(new HandsRequest.Open(ORDERS));
            pid = daemon.spawn(ORDERS, "web", "/bin/sleep", "1000");
            Deadline.until("the process runs", 5_000, () -> GuardNode.runs(pid));
            Shell.run("kill", "-KILL", Long.toString(node.launcherPid()), Long.toString(node.guardPid()));
            Deadline.until("the launcher is gone", 5_000, () -> !GuardNode.runs(node.launcherPid()));
            assertThat(GuardNode.runs(pid)).as("nobody is left to end it").isTrue();
        }
        // With a guard that never says anything: the launcher must not need one for this.
        var launcher = new ProcessBuilder(Path.of("src/main/dist/fci-launcher").toAbsolutePath().toString(),
                "--settings", home.resolve("guard.properties").toString(), "/bin/sh", "-c",
                "exec sleep 60").inheritIO().start();
        try {
            Deadline.until("the new launcher ends it", 5_000, () -> !GuardNode.runs(pid));
        } finally {
            launcher.destroy();
            assertThat(launcher.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void freezeUntil(long guard, String what, Callable<Boolean> holds) throws Exception {
        Shell.run("kill", "-STOP", Long.toString(guard));
        long frozen = System.nanoTime();
        try {
            Deadline.until(what, 15_000, holds);
            long took = System.nanoTime() - frozen;
            System.out.printf("frozen guard, loopback: %s after %d ms%n", what, took / 1_000_000);
            // The last renewal was before the freeze.
            assertThat(took).isLessThan(Profile.RELAXED.leaseNanos() + Profile.RELAXED.reactionNanos());
        } finally {
            Shell.run("kill", "-CONT", Long.toString(guard));
        }
    }

    @Test
    void anOutputFileStaysBounded() throws Exception {
        try (var node = loopback(); var daemon = node.connect()) {
            daemon.adopt(1, 1, List.of(new Standing("a", 1, false)));
            daemon.await(ToDaemon.LeaseHeld.class, held -> held.k() == 1);
            daemon.call(new HandsRequest.Open(ORDERS));
            daemon.spawn(ORDERS, "talk", "/bin/sh", "-c",
                    "i=0; while [ $i -lt 40000 ]; do echo $i $i $i $i $i $i $i $i $i $i $i $i $i $i; i=$((i+1)); done;"
                            + " echo the end; sleep 1000");
            var previous = home.resolve("data/output/orders/talk.log.1");
            Deadline.until("the last line is kept and the file small", 15_000, () -> {
                var now = node.output("orders", "talk");
                var both = (Files.exists(previous) ? Files.readString(previous) : "") + now;
                return both.endsWith("the end\n") && now.length() <= 1 << 20 && Files.exists(previous);
            });
            assertThat(Files.size(previous)).isEqualTo(1 << 20);
        }
    }

    @Test
    void aWrongConfigurationIsOneSentenceAndTheLauncherGivesUp() throws Exception {
        Files.writeString(home.resolve("guard.properties"), """
                cluster.name=t
                node=a
                run=%s
                demo_loopback=true
                """.formatted(home.resolve("run")));
        var launcher = new ProcessBuilder(Path.of("src/main/dist/fci-launcher").toAbsolutePath().toString(),
                "--settings", home.resolve("guard.properties").toString(),
                ProcessHandle.current().info().command().orElseThrow(), "--enable-native-access=ALL-UNNAMED", "-cp",
                Path.of("target/classes").toAbsolutePath().toString(), "io.fci.guard.Guard").redirectErrorStream(true)
                .start();
        assertThat(launcher.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(launcher.exitValue()).isEqualTo(78);
        assertThat(new String(launcher.getInputStream().readAllBytes()))
                .isEqualTo("fci-guard: key 'lease.address' is missing\n");
    }

    private GuardNode loopback() throws IOException {
        int port;
        try (var socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.1.1"), 0))) {
            port = socket.getLocalPort();
        }
        return GuardNode.start(home, Optional.empty(), UUID.randomUUID(), "t", "a", "127.0.1.1:" + port,
                "a=127.0.1.1:" + port, Optional.empty(), "lan", true);
    }
}
